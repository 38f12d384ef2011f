import { importJob, importQueue } from '@ctci/contracts';
import { type ImportStatus, isUnfinished, type PlannedNumber } from '@ctci/domain';
import {
  openTransaction,
  someNumbers,
  startApp,
  type StartedApp,
  type TestDatabase,
  testRedisUrl,
  uniquePrefix,
  until,
} from '@ctci/testing';
import { Queue } from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Chance } from '@ctci/testing/chance';
import { type Expected, forget } from './expect-imported.ts';

const ROWS = 10_000;
/** About as long as a commit's transaction is open. */
const COMMIT_MS = 60;

/** An import that was running when its worker was stopped with SIGSTOP. */
export interface Struck extends Expected {
  readonly holder: StartedApp;
  readonly status: ImportStatus;
  readonly fence: number;
}

/** Two import workers on a queue of their own. */
export class ImportWorkers {
  readonly #db: TestDatabase;
  readonly #jobs: Queue;
  readonly #env: Record<string, string>;
  readonly #workers: StartedApp[] = [];
  /** From a job's start to its end, as it takes here and now. */
  #importMs = 0;

  private constructor(db: TestDatabase) {
    const prefix = uniquePrefix();
    this.#db = db;
    this.#env = { MONGODB_URI: db.uri, QUEUE_PREFIX: prefix, REDIS_URL: testRedisUrl() };
    this.#jobs = new Queue(importQueue.name, { connection: { url: testRedisUrl() }, prefix });
  }

  static async open(db: TestDatabase): Promise<ImportWorkers> {
    const workers = new ImportWorkers(db);
    await Promise.all([workers.#start(), workers.#start()]);
    for (let warmUp = 0; warmUp < 2; warmUp += 1) await workers.#measure();
    return workers;
  }

  /** Stops the worker of an import at a moment of its run; an import that was faster than that is let go, for another. */
  async strike(chance: Chance, where: 'anywhere' | 'commit'): Promise<Struck> {
    for (;;) {
      const begun = await this.#begin();
      const holder = await this.#holder(begun);
      if (where === 'commit') await until(() => this.#isCommittingOrEnded(begun), Boolean);
      await sleep(chance.below(where === 'commit' ? COMMIT_MS : this.#importMs));
      await holder.kill('SIGSTOP');
      const { status, fence } = await this.read(begun);
      if (isUnfinished(status) && (where === 'anywhere' || (await this.#isInTransaction(begun)))) {
        return { ...begun, holder, status, fence };
      }
      await holder.kill('SIGCONT');
      await until(
        () => this.read(begun),
        (document) => !isUnfinished(document.status),
      );
      await forget(this.#db, begun.groupId);
    }
  }

  async read({ importId }: Pick<Expected, 'importId'>) {
    const document = await this.#db.stored.imports.findOne({ _id: importId });
    if (!document) throw new Error('the import is gone');
    return document;
  }

  /** A new worker for one that is no more. */
  async replace(gone: StartedApp): Promise<void> {
    this.#workers.splice(this.#workers.indexOf(gone), 1);
    await this.#start();
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.kill('SIGKILL').catch(() => undefined)));
    await this.#jobs.obliterate({ force: true });
    await this.#jobs.close();
  }

  async #start(): Promise<void> {
    this.#workers.push(await startApp('import-worker', this.#env));
  }

  async #begin(): Promise<Expected> {
    const group = await this.#db.group();
    const numbers: PlannedNumber[] = someNumbers(ROWS).map(({ dnis }, row) => ({ dnis, description: `Row ${row}` }));
    const { _id, correlationId } = await this.#db.import(group, numbers);
    const job = importJob({ importId: _id.toHexString(), correlationId });
    await this.#jobs.add(job.name, job.data, job.opts);
    return { importId: _id, groupId: group._id, numbers };
  }

  async #measure(): Promise<void> {
    const begun = await this.#begin();
    await this.#holder(begun);
    const from = performance.now();
    await until(
      () => this.read(begun),
      ({ status }) => !isUnfinished(status),
    );
    this.#importMs = performance.now() - from;
    await forget(this.#db, begun.groupId);
  }

  /** The worker that has said that it begins the import. */
  async #holder({ importId }: Expected): Promise<StartedApp> {
    const found = await until(async () => {
      const logs = await Promise.all(this.#workers.map((worker) => worker.logs()));
      return this.#workers[logs.findIndex((log) => log.includes(importId.toHexString()))];
    }, Boolean);
    if (!found) throw new Error('nobody has begun the import');
    return found;
  }

  async #isCommittingOrEnded(begun: Expected): Promise<boolean> {
    const open = await openTransaction(this.#db, { _id: begun.importId });
    return open !== null || !isUnfinished((await this.read(begun)).status);
  }

  /** Once the operation that was under way has ended: a commit that was on its way to the server leaves none open. */
  async #isInTransaction({ importId }: Expected): Promise<boolean> {
    const open = await until(
      () => openTransaction(this.#db, { _id: importId }),
      (found) => found?.isIdle !== false,
    );
    return open !== null;
  }
}
