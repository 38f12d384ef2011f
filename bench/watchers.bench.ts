/**
 * P10: a thousand sockets watch one import of 10,000 rows. How old an event is when a watcher has it, by the moment at
 * which MongoDB took the change; and what the import costs against one that nobody watches.
 */
import { importJob, importQueue } from '@ctci/contracts';
import { type ImportDocument } from '@ctci/persistence';
import { connect, someNumbers, startApp, TestDatabase, testRedisUrl, uniquePrefix, until } from '@ctci/testing';
import { Queue } from 'bullmq';
import { type Timestamp } from 'mongodb';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, spread } from './lib/measure.ts';
import { type Line, report } from './lib/report.ts';
import { WORKER_HEAP } from './lib/worker-heap.ts';

const WATCHERS = 1_000;
const ROUNDS = 25;
const AGE_LIMIT_MS = 250;
const COST_LIMIT = 1.1;
const CONNECTED_AT_ONCE = 50;

const apiKey = randomBytes(24).toString('hex');
const db = await TestDatabase.open();
const env = { MONGODB_URI: db.uri, QUEUE_PREFIX: uniquePrefix(), BOOTSTRAP_API_KEY: apiKey };
const api = await startApp('api', env);
const worker = await startApp('import-worker', { ...env, ...WORKER_HEAP });
const jobs = new Queue(importQueue.name, { connection: { url: testRedisUrl() }, prefix: env.QUEUE_PREFIX });
const numbers = someNumbers(10_000);

/** The contracts type what the server tells; what it is asked is typed where it answers. */
interface Asker {
  emitWithAck: (name: string, message: object) => Promise<unknown>;
}
type Watcher = Awaited<ReturnType<typeof connect>>;
const watchers: Watcher[] = [];
while (watchers.length < WATCHERS) {
  watchers.push(...(await Promise.all(Array.from({ length: CONNECTED_AT_ONCE }, () => connect(api.url, apiKey)))));
}
await until(
  () => Promise.resolve(watchers.filter(({ io }) => io.engine.transport.name !== 'websocket').length),
  (others) => others === 0,
);

interface Received {
  readonly importId: string;
  readonly seq: number;
  readonly at: number;
  readonly isLast: boolean;
}
let received: Received[] = [];
const receive = ({ importId, seq }: { importId: string; seq: number }, isLast = false) => {
  received.push({ importId, seq, at: Date.now(), isLast });
};
for (const watcher of watchers) {
  watcher.on('import:progress', (event) => {
    receive(event);
  });
  watcher.on('import:row-errors', (event) => {
    receive(event);
  });
  watcher.on('import:changed', (event) => {
    receive(event, event.import.status === 'completed');
  });
}

/** Runs an import; how long it took from its job on, and how old each watcher's events were. */
async function run(isWatched: boolean): Promise<{ tookMs: number; agesMs: number[] }> {
  const group = await db.group();
  const { _id, correlationId } = await db.import(group, numbers);
  const importId = _id.toHexString();
  received = [];
  if (isWatched)
    await Promise.all(
      watchers.map((watcher) => (watcher as unknown as Asker).emitWithAck('import:watch', { importId })),
    );
  await sleep(1_000); // what was asked for has been answered, and nobody is busy with it any more
  const { operationTime } = (await db.client.db().command({ ping: 1 })) as { operationTime: Timestamp };
  const job = importJob({ importId, correlationId });
  const from = Date.now();
  await jobs.add(job.name, job.data, job.opts);
  const ended = await until(
    () => db.stored.imports.findOne({ _id }),
    (document) => document?.status === 'completed',
  );
  if (isWatched) {
    await until(
      () => Promise.resolve(received.filter(({ isLast }) => isLast).length),
      (told) => told === WATCHERS,
    );
  }
  const writtenAt = await whenWritten(_id, operationTime, ended?.seq ?? 0);
  const agesMs = received.map(({ seq, at }) => at - (writtenAt.find((one) => one.seq >= seq)?.at ?? NaN));
  await db.stored.numbers.deleteMany({ groupId: group._id });
  return { tookMs: (ended?.finishedAt?.getTime() ?? NaN) - from, agesMs };
}
/** When MongoDB took each `seq` of an import, read afterwards from its log, so that nobody listens meanwhile. */
async function whenWritten(_id: ImportDocument['_id'], since: Timestamp, last: number) {
  const written: { seq: number; at: number }[] = [];
  const changes = db.stored.imports.watch([{ $match: { 'documentKey._id': _id } }], { startAtOperationTime: since });
  for await (const change of changes) {
    if (change.operationType !== 'update') continue;
    const seq = Number(change.updateDescription.updatedFields?.seq);
    written.push({ seq, at: change.wallTime?.getTime() ?? NaN });
    if (seq >= last) break;
  }
  await changes.close();
  return written;
}

const alone: number[] = [];
const crowded: number[] = [];
const ages: number[] = [];
for (let round = -2; round < ROUNDS; round += 1) {
  const [unwatched, watched] = [await run(false), await run(true)];
  if (round < 0) continue; // unmeasured
  alone.push(unwatched.tookMs);
  crowded.push(watched.tookMs);
  for (const age of watched.agesMs) ages.push(age);
}

const sorted = ages.toSorted((a, b) => a - b);
const p99 = sorted[Math.ceil(0.99 * sorted.length) - 1] ?? NaN;
const cost = median(crowded) / median(alone);
const line = (what: string, figures: readonly number[], budget: Partial<Line> = {}): Line => ({
  ...{ budget: '', what, median: `${Math.round(median(figures))} ms`, range: `${spread(figures)} ms` },
  ...{ ratio: '', limit: '', met: null, ...budget },
});
await report(
  'watchers',
  [
    line('an import that nobody watches', alone),
    line(`watched by ${WATCHERS} sockets`, crowded, {
      ...{ budget: 'P10', ratio: `${cost.toFixed(2)} ×`, limit: `≤ ${COST_LIMIT} ×`, met: cost <= COST_LIMIT },
    }),
    line(`age of ${ages.length} events`, ages, {
      ...{ budget: 'P10', ratio: `p99 ${p99} ms`, limit: `p99 ≤ ${AGE_LIMIT_MS} ms`, met: p99 <= AGE_LIMIT_MS },
    }),
  ],
  { rounds: ROUNDS, alone, crowded, p99 },
);

for (const watcher of watchers) watcher.close();
await jobs.close();
await Promise.all([api.stop(), worker.stop()]);
await db.close();
