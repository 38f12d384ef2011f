import { type ImportJob, importJob, importQueue } from '@ctci/contracts';
import { type ImportStatus } from '@ctci/domain';
import { AbandonedTransactions, type ImportDocument } from '@ctci/persistence';
import { aDnis, aNumber, someNumbers, TestDatabase, testRedisUrl, uniquePrefix } from '@ctci/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { FinishLeftovers } from './finish-leftovers.js';

let db: TestDatabase;
let jobs: Queue<ImportJob>;
let finishLeftovers: FinishLeftovers;

beforeAll(async () => {
  db = await TestDatabase.open();
});
beforeEach(async () => {
  await db.stored.imports.deleteMany({});
  jobs = new Queue(importQueue.name, { connection: { url: testRedisUrl() }, prefix: uniquePrefix() });
  finishLeftovers = new FinishLeftovers(db.imports, db.steps, db.draining, db.app.get(AbandonedTransactions), jobs);
});
afterEach(async () => {
  await jobs.obliterate({ force: true });
  await jobs.close();
});
afterAll(() => db.close());

const accepted = async (status: ImportStatus = 'queued'): Promise<ImportDocument> => {
  const document = await db.import(await db.group(), [aNumber()], { correlationId: `of ${status}` });
  await db.stored.imports.updateOne({ _id: document._id }, { $set: { status } });
  return document;
};
const jobOf = ({ _id, correlationId }: ImportDocument) => importJob({ importId: _id.toHexString(), correlationId });
const waiting = async () => (await jobs.getJobs(['waiting'])).map(({ name, data }) => ({ name, data }));
const asJobs = (documents: ImportDocument[]) =>
  documents.map((document) => jobOf(document)).map(({ name, data }) => ({ name, data }));

describe('imports that a worker should be at', () => {
  it('get a job each, and those that have ended or wait for a person get none', async () => {
    const unfinished = [await accepted('queued'), await accepted('validating'), await accepted('committing')];
    for (const status of ['needs_correction', 'completed', 'failed', 'cancelled'] as const) await accepted(status);

    await finishLeftovers.execute();

    const given = await waiting();
    expect(given).toHaveLength(3);
    expect(given).toEqual(expect.arrayContaining(asJobs(unfinished)));
  });

  it('get no second job while they have one, however often and by however many it is asked', async () => {
    const document = await accepted();
    const { name, data, opts } = jobOf(document);
    await jobs.add(name, data, opts);

    await Promise.all([finishLeftovers.execute(), finishLeftovers.execute()]);
    await finishLeftovers.execute();

    expect(await waiting()).toEqual(asJobs([document]));
  });

  it('get a job again once theirs is gone', async () => {
    const document = await accepted();
    await finishLeftovers.execute();
    await jobs.obliterate({ force: true });
    expect(await waiting()).toEqual([]);

    await finishLeftovers.execute();

    expect(await waiting()).toEqual(asJobs([document]));
  });
});

describe('what is draining', () => {
  it('goes, and what is not stays', async () => {
    const [draining, staying] = [aNumber(), aNumber()];
    const group = await db.group({ numbers: [draining, staying], settings: { overflowNumber: aDnis() } });
    await db.drain(group, draining);
    const before = await db.stored.numbers.countDocuments();

    await finishLeftovers.execute();

    expect(await db.stored.numbers.countDocuments()).toBe(before - 1);
    expect(await db.stored.numbers.countDocuments({ _id: draining.dnis })).toBe(0);
    expect(await db.poolSize(group)).toEqual([1, 1]);
  });
});

describe('groups that are being deleted', () => {
  it('go with their numbers, wherever their deletion stopped', async () => {
    const deleted = [
      await db.group({ numbers: someNumbers(3), settings: { overflowNumber: aDnis() } }),
      await db.group({ numbers: someNumbers(3) }),
      await db.group(),
    ];
    const other = await db.group({ numbers: someNumbers(2) });
    for (const group of deleted) await db.beginDeletion(group);
    await db.stored.numbers.deleteMany({ groupId: deleted[1]!._id });

    await finishLeftovers.execute();

    const ids = deleted.map(({ _id }) => _id);
    expect(await db.stored.groups.countDocuments({ _id: { $in: ids } })).toBe(0);
    expect(await db.stored.numbers.countDocuments({ groupId: { $in: ids } })).toBe(0);
    expect(await db.stored.numbers.countDocuments({ overflowOf: { $in: ids } })).toBe(0);
    expect(await db.poolSize(other)).toEqual([2, 2]);
  });
});
