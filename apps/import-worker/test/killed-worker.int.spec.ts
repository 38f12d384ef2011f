import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { importJob, importQueue } from '@ctci/contracts';
import { GAVE_UP, isUnfinished, STARTS_MAX } from '@ctci/domain';
import { type GroupDocument, type ImportDocument } from '@ctci/persistence';
import {
  openTransaction,
  someNumbers,
  startApp,
  type StartedApp,
  TestDatabase,
  testRedisUrl,
  uniquePrefix,
  until,
} from '@ctci/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';

const ROWS = 10_000;

let db: TestDatabase;
let jobs: Queue;
let env: Record<string, string>;
const workers: StartedApp[] = [];

beforeAll(async () => {
  db = await TestDatabase.open();
});
beforeEach(() => {
  const prefix = uniquePrefix();
  env = { MONGODB_URI: db.uri, QUEUE_PREFIX: prefix, REDIS_URL: testRedisUrl() };
  jobs = new Queue(importQueue.name, { connection: { url: testRedisUrl() }, prefix });
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await jobs.obliterate({ force: true });
  await jobs.close();
});
afterAll(() => db.close());

async function startWorker(): Promise<StartedApp> {
  const worker = await startApp('import-worker', env);
  workers.push(worker);
  return worker;
}

/** Has a group's import run by whatever worker takes it, as the API would. */
async function startImport(group: GroupDocument): Promise<ImportDocument> {
  const document = await db.import(group, someNumbers(ROWS));
  await addJob(document);
  return document;
}

async function addJob(document: ImportDocument): Promise<void> {
  const job = importJob({ importId: idOf(document), correlationId: document.correlationId });
  await jobs.add(job.name, job.data, job.opts);
}

const idOf = ({ _id }: ImportDocument) => _id.toHexString();
const read = async ({ _id }: ImportDocument) => (await db.stored.imports.findOne({ _id }))!;
const ended = (document: ImportDocument) =>
  until(
    () => read(document),
    ({ status }) => !isUnfinished(status),
  );

/** Stops a worker at some instruction inside of a commit: should one be too fast for that, inside of the next. */
async function stopInsideOfCommit(worker: Pick<StartedApp, 'kill'>): Promise<[GroupDocument, ImportDocument]> {
  for (;;) {
    const group = await db.group();
    const document = await startImport(group);
    await until(
      async () => (await openTransaction(db, document)) !== null || !isUnfinished((await read(document)).status),
      Boolean,
    );
    await worker.kill('SIGSTOP');
    const open = await until(
      () => openTransaction(db, document),
      (found) => found?.isIdle !== false,
    );
    if (open) return [group, document];
    await worker.kill('SIGCONT');
  }
}

async function expectImportedOnce(group: GroupDocument, document: ImportDocument): Promise<void> {
  const counts = { rows: ROWS, created: ROWS, updated: 0, unchanged: 0, rejected: 0 };
  expect(await read(document)).toMatchObject({ status: 'completed', counts, finishedAt: expect.any(Date) });
  expect(await db.poolSize(group)).toEqual([ROWS, ROWS]);
}

describe('a worker that is killed inside of its commit', () => {
  it('leaves nothing half-done: another worker brings its imports to their ends, each number once', async () => {
    const other = await db.group();
    const first = await startWorker();
    const beside = await startImport(other);
    const [group, document] = await stopInsideOfCommit(first);
    await first.kill('SIGKILL');

    expect(await openTransaction(db, document)).not.toBeNull();
    expect(await read(document)).toMatchObject({ status: 'committing', round: 1 });
    expect(await db.poolSize(group)).toEqual([0, 0]);

    await startWorker();
    await Promise.all([ended(document), ended(beside)]);

    await expectImportedOnce(group, document);
    await expectImportedOnce(other, beside);
    expect(await read(document)).toMatchObject({ round: 2, starts: 2 });
    expect(await openTransaction(db, document)).toBeNull();
  });
});

describe('a worker that is paused for longer than its lock', () => {
  it('writes nothing twice when it goes on after another has finished its import, and works on', async () => {
    const paused = await startWorker();
    const [group, document] = await stopInsideOfCommit(paused);

    const other = await startWorker();
    const completed = await ended(document);
    await other.stop();
    await paused.kill('SIGCONT');
    await until(
      () => paused.logs(),
      (logs) => logs.split('\n').some((line) => line.includes('import left') && line.includes(idOf(document))),
    );

    await expectImportedOnce(group, document);
    expect(await read(document)).toEqual(completed);

    const next = await db.group();
    const later = await startImport(next);
    await ended(later);
    await expectImportedOnce(next, later);
  });
});

describe('an import whose every worker is killed', () => {
  it('is given up after its sixth start, leaves nothing, and the next worker is free for others', async () => {
    const group = await db.group();
    const held = db.client.startSession();
    held.startTransaction(); // nobody can commit into this group meanwhile
    await db.stored.groups.updateOne({ _id: group._id }, { $inc: { poolRevision: 1 } }, { session: held });
    const document = await startImport(group);

    for (let start = 1; start <= STARTS_MAX; start += 1) {
      const worker = await startWorker();
      await until(
        () => read(document),
        ({ starts }) => starts === start,
      );
      await worker.kill('SIGKILL');
      // Its lock need not lapse each time: that is shown above.
      await jobs.obliterate({ force: true });
      await addJob(document);
    }
    await held.endSession();
    await startWorker();

    expect(await ended(document)).toMatchObject({ status: 'failed', error: GAVE_UP, starts: STARTS_MAX });
    expect(await db.poolSize(group)).toEqual([0, 0]);
    const other = await db.group();
    const next = await startImport(other);
    await ended(next);
    await expectImportedOnce(other, next);
  });
});

describe('a worker that is asked to stop', () => {
  let worker: ChildProcess;
  afterEach(() => {
    worker.kill('SIGKILL');
  });

  it('finishes the import that it is at, takes no other, and exits with 0', async () => {
    const main = join(import.meta.dirname, '..', 'dist', 'main.js');
    const settings = { ...process.env, NODE_OPTIONS: undefined, ...env, IMPORT_CONCURRENCY: '1' };
    worker = spawn(process.execPath, [main], { env: settings, stdio: 'ignore' });
    const signal = (name: NodeJS.Signals) => Promise.resolve(void worker.kill(name));
    const [group, document] = await stopInsideOfCommit({ kill: signal });
    const waiting = await startImport(await db.group());

    await signal('SIGTERM');
    await signal('SIGCONT');

    expect(await once(worker, 'exit')).toEqual([0, null]);
    await expectImportedOnce(group, document);
    expect(await read(document)).toMatchObject({ round: 1 });
    expect(await read(waiting)).toMatchObject({ status: 'queued' });
  });
});
