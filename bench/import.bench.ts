/**
 * P1 to P4: what an import of 10,000 rows costs, from a user's side, against a floor in the same run: one Node process
 * that parses the same file and inserts the same rows in one transaction.
 */
import { ApiClient, connect, ImportWatcher, startApp, testMongoUri, uniquePrefix } from '@ctci/testing';
import { type ImportCounts, isUnfinished } from '@ctci/domain';
import { parse } from 'csv-parse/sync';
import { MongoClient } from 'mongodb';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { badFile, goodFile, otherFile } from './lib/files.ts';
import { median, repeat, spread, timed } from './lib/measure.ts';
import { peakMiB, residentMiB } from './lib/memory.ts';
import { type Line, report } from './lib/report.ts';
import { WORKER_HEAP } from './lib/worker-heap.ts';

const ROUNDS = 21;
const apiKey = randomBytes(24).toString('hex');
const env = { MONGODB_URI: testMongoUri(), QUEUE_PREFIX: uniquePrefix(), BOOTSTRAP_API_KEY: apiKey };
const api = await startApp('api', env);
const workerEnv = { ...env, ...WORKER_HEAP };
const worker = await startApp('import-worker', workerEnv);
const client = new ApiClient(api.url, apiKey);
let socket = await connect(api.url, apiKey);
const mongo = await MongoClient.connect(env.MONGODB_URI, { w: 'majority', journal: true });

const good = goodFile();
const changed = goodFile('Other');
const bad = badFile();
const half = otherFile(5_000, 'Other');
const whole = otherFile(10_000, 'Other');

/** Until it has ended, or rests with all of its row errors in the watcher's hands; `seen` must be how it stands then. */
async function importFile(
  groupId: string,
  csv: string,
  seen: Partial<ImportCounts> = { created: 10_000 },
  query = '',
): Promise<void> {
  const { id } = await client.startImport(groupId, csv, query);
  const watcher = await ImportWatcher.watch(client, id, socket);
  const { status, counts } = await watcher.until(({ status }) => !isUnfinished(status));
  socket.removeAllListeners();
  const isAsExpected = Object.entries(seen).every(([name, count]) => counts[name as keyof ImportCounts] === count);
  if (!isAsExpected || watcher.errors.length < (seen.rejected ?? 0)) {
    throw new Error(`${status} with ${JSON.stringify(counts)} and ${watcher.errors.length} row errors`);
  }
}

async function emptyGroup(): Promise<string> {
  const { body } = await client.get<{ items: { id: string }[] }>('/api/v1/groups');
  for (const { id } of body.items) await client.send('DELETE', `/api/v1/groups/${id}`);
  return (await client.createGroup({ name: `bench ${randomBytes(4).toString('hex')}` })).id;
}

async function floor(): Promise<number> {
  const numbers = mongo.db().collection<{ _id: string; description: string }>('floor');
  await numbers.drop();
  await mongo.db().createCollection('floor');
  return timed(async () => {
    const rows = parse(good) as [string, string][];
    await mongo.withSession((session) =>
      session.withTransaction(async () => {
        await numbers.insertMany(
          rows.map(([_id, description]) => ({ _id, description })),
          { session },
        );
      }),
    );
  });
}

const replacing = (removed: number) => `?mode=replace&confirmRemoved=${removed}`;

const figures = {
  floor: [] as number[],
  p1: [] as number[],
  same: [] as number[],
  changed: [] as number[],
  bad: [] as number[],
  replacedHalf: [] as number[],
  replacedWhole: [] as number[],
};
await repeat(ROUNDS, async (round) => {
  socket.close(); // one may not watch the imports of all rounds
  socket = await connect(api.url, apiKey);
  const groupId = await emptyGroup();
  const taken = {
    floor: await floor(),
    p1: await timed(() => importFile(groupId, good)),
    same: await timed(() => importFile(groupId, good, { unchanged: 10_000 })),
    changed: await timed(() => importFile(groupId, changed, { updated: 10_000 })),
    replacedHalf: await timed(() => importFile(groupId, half, { created: 5_000, removed: 5_000 }, replacing(5_000))),
    bad: 0,
    replacedWhole: 0,
  };
  const emptied = await emptyGroup();
  taken.bad = await timed(() => importFile(emptied, bad, { rejected: 9_999 }));
  const exchanged = await emptyGroup();
  await importFile(exchanged, good);
  taken.replacedWhole = await timed(() =>
    importFile(exchanged, whole, { created: 10_000, removed: 10_000 }, replacing(10_000)),
  );
  if (round >= 0) for (const [name, ms] of Object.entries(taken)) figures[name as keyof typeof figures].push(ms);
  return 0;
});

// A worker of its own, so that the memory of the runs above is not its idle memory.
await worker.stop();
const fresh = await startApp('import-worker', workerEnv);
await sleep(1_000);
const idle = await residentMiB(fresh.pid);
const peaks: number[] = [];
for (let run = 0; run < 11; run += 1) {
  const groupId = await emptyGroup();
  peaks.push(await peakMiB(fresh.pid, () => importFile(groupId, good)));
}
const badGroup = await emptyGroup();
const badPeak = await peakMiB(fresh.pid, () => importFile(badGroup, bad, { rejected: 9_999 }));

const line = (budget: string, what: string, ms: readonly number[], base: readonly number[], limit: number): Line => {
  const ratio = median(ms) / median(base);
  return {
    ...{ budget, what, median: `${Math.round(median(ms))} ms`, range: `${spread(ms)} ms` },
    ...{ ratio: `${ratio.toFixed(2)} ×`, limit: `≤ ${limit.toFixed(1)} ×`, met: ratio <= limit },
  };
};
const first = (peaks[0] ?? NaN) - idle;
const most = Math.max(...peaks) - idle;
const memory = (what: string, mib: number, limit: number): Line => ({
  ...{ budget: 'P4', what, median: `${mib.toFixed(0)} MiB`, range: `idle ${idle.toFixed(0)} MiB`, ratio: '' },
  ...{ limit: `≤ ${limit} MiB`, met: mib <= limit },
});
await report(
  'import',
  [
    {
      budget: '',
      what: 'floor',
      median: `${Math.round(median(figures.floor))} ms`,
      range: `${spread(figures.floor)} ms`,
      ratio: '1',
      limit: '',
      met: null,
    },
    line('P1', '10,000 good rows, empty group', figures.p1, figures.floor, 3),
    line('P2', 'the same file again (of P1)', figures.same, figures.p1, 0.8),
    line('P2', 'every description changed (of P1)', figures.changed, figures.p1, 1.5),
    line('P2', 'replace: half of the pool goes, as many come (of P1)', figures.replacedHalf, figures.p1, 1.5),
    line('P2', 'replace: all of the pool goes, as many come (of P1)', figures.replacedWhole, figures.p1, 1.5),
    line('P3', '10,000 bad rows (of P1)', figures.bad, figures.p1, 1.2),
    memory('worker memory added by the first import', first, 64),
    memory('worker memory added by eleven in a row', most, 64),
    memory('worker memory added by a bad file after them', badPeak - idle, 64),
  ],
  { rounds: ROUNDS, figures, idle, peaks, badPeak },
);

socket.close();
await mongo.close();
await Promise.all([api.stop(), fresh.stop()]);
