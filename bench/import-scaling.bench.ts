/**
 * P11: 16 groups import 10,000 rows each at once: with 1, 2 and 4 import workers, and with one worker by how many
 * imports it runs at once. Whose cores are used is told beside it, since that says where more workers stop to help.
 */
import { ApiClient, type StartedApp, startApp, testMongoUri, uniquePrefix } from '@ctci/testing';
import { MongoClient } from 'mongodb';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds } from './lib/cpu.ts';
import { median, spread } from './lib/measure.ts';
import { type Line, report } from './lib/report.ts';
import { WORKER_HEAP } from './lib/worker-heap.ts';

const GROUPS = 16;
const ROWS = 10_000;
const ROUNDS = 5;
const LOOK_EVERY_MS = 5;
const DEFAULT_CONCURRENCY = 4;
const DEFAULT_BATCH_ROWS = 1_000;
const DEFAULTS = { workers: 1, concurrency: DEFAULT_CONCURRENCY, batchRows: DEFAULT_BATCH_ROWS };
const CASES = [
  DEFAULTS,
  { ...DEFAULTS, workers: 2 },
  { ...DEFAULTS, workers: 4 },
  { ...DEFAULTS, concurrency: 1 },
  { ...DEFAULTS, concurrency: 2 },
  { ...DEFAULTS, concurrency: 8 },
  { ...DEFAULTS, batchRows: 500 },
  { ...DEFAULTS, batchRows: 2_000 },
];

const apiKey = randomBytes(24).toString('hex');
const env = { MONGODB_URI: testMongoUri(), QUEUE_PREFIX: uniquePrefix(), BOOTSTRAP_API_KEY: apiKey };
const mongo = await MongoClient.connect(env.MONGODB_URI);
const { pid: mongodPid } = (await mongo.db('admin').command({ serverStatus: 1 })) as { pid: number };
const api = await startApp('api', env);
const client = new ApiClient(api.url, apiKey);
const imports = mongo.db().collection<{ status: string; counts: { created: number } }>('imports');

const files = Array.from({ length: GROUPS }, (_, group) => {
  let csv = '';
  for (let row = 0; row < ROWS; row += 1) csv += `+1202${2_000_000 + group * ROWS + row},Row ${row}\n`;
  return csv;
});

/** Everything that a round has left, past the API and down to the disk: its deletion would be the next round's load. */
async function empty(): Promise<void> {
  for (const name of ['numbers', 'groups', 'imports']) await mongo.db().collection(name).deleteMany({});
  await mongo.db('admin').command({ fsync: 1 });
}

interface Round {
  readonly wallMs: number;
  readonly cores: Readonly<Record<'workers' | 'mongod' | 'api', number>>;
}

async function round(workers: readonly StartedApp[]): Promise<Round> {
  await empty();
  const groups = await Promise.all(files.map((_, index) => client.createGroup({ name: `Group ${index}` })));
  const used = async () => ({
    workers: (await Promise.all(workers.map(({ pid }) => cpuSeconds(pid)))).reduce((sum, one) => sum + one, 0),
    mongod: await cpuSeconds(mongodPid),
    api: await cpuSeconds(api.pid),
  });
  const before = await used();
  const from = performance.now();
  await Promise.all(groups.map(({ id }, index) => client.startImport(id, files[index] ?? '')));
  while ((await imports.countDocuments({ status: 'completed' })) < GROUPS) await sleep(LOOK_EVERY_MS);
  const wallMs = performance.now() - from;
  const after = await used();

  const created = await imports.countDocuments({ 'counts.created': ROWS });
  if (created !== GROUPS) throw new Error(`${created} of ${GROUPS} imports are as they should be`);
  const share = (name: keyof typeof before) => ((after[name] - before[name]) * 1_000) / wallMs;
  return { wallMs, cores: { workers: share('workers'), mongod: share('mongod'), api: share('api') } };
}

const figures: { setting: typeof DEFAULTS; rounds: Round[] }[] = CASES.map((setting) => ({ setting, rounds: [] }));
// All cases in every round, so that whatever else the machine does meets all of them.
for (let count = 0; count < ROUNDS; count += 1) {
  for (const { setting, rounds } of figures) {
    const settings = {
      ...env,
      ...WORKER_HEAP,
      IMPORT_CONCURRENCY: String(setting.concurrency),
      IMPORT_BATCH_ROWS: String(setting.batchRows),
    };
    const started = await Promise.all(
      Array.from({ length: setting.workers }, () => startApp('import-worker', settings)),
    );
    await round(started); // unmeasured: a process that has just begun is slow
    rounds.push(await round(started));
    await Promise.all(started.map((worker) => worker.stop()));
  }
}

const base = median(figures[0]?.rounds.map(({ wallMs }) => wallMs) ?? []);
const lines = figures.map(({ setting: { workers, concurrency, batchRows }, rounds }): Line => {
  const walls = rounds.map(({ wallMs }) => wallMs);
  const cores = (name: keyof Round['cores']) => median(rounds.map((one) => one.cores[name])).toFixed(2);
  const busy = `cores: workers ${cores('workers')}, mongod ${cores('mongod')}, api ${cores('api')}`;
  return {
    budget: concurrency === DEFAULT_CONCURRENCY && batchRows === DEFAULT_BATCH_ROWS ? 'P11' : '',
    what: `${workers} × ${concurrency} at once, ${batchRows} rows a batch; ${busy}`,
    median: `${Math.round(median(walls))} ms`,
    range: `${spread(walls)} ms`,
    ratio: `${(median(walls) / base).toFixed(2)} ×`,
    limit: '',
    met: null,
  };
});
await report('import-scaling', lines, { rounds: ROUNDS, cores: availableParallelism(), figures });
await empty();
await mongo.close();
await api.stop();
