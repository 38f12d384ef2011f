import { expiryQueue } from '@ctci/contracts';
import { isUnfinished } from '@ctci/domain';
import { type GroupDocument, type ImportDocument } from '@ctci/persistence';
import { Redis } from '@ctci/platform';
import { someNumbers, startApp, type StartedApp, TestDatabase, testRedisUrl, uniquePrefix, until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';

const ROWS = 500;

const prefix = uniquePrefix();
let db: TestDatabase;
let redis: Redis;
let ticking: Queue;
let workers: StartedApp[] = [];

beforeAll(async () => {
  db = await TestDatabase.open();
  redis = new Redis(testRedisUrl());
  ticking = new Queue(expiryQueue.name, { connection: redis, prefix });
  const env = { MONGODB_URI: db.uri, QUEUE_PREFIX: prefix, REDIS_URL: testRedisUrl() };
  const apps = ['import-worker', 'expiry-worker', 'expiry-worker'] as const;
  workers = await Promise.all(apps.map((app) => startApp(app, env)));
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await ticking.close();
  await loseEverything();
  redis.disconnect();
  await db.close();
});

/** As a Redis that was flushed, but for the keys of everybody else. */
async function loseEverything(): Promise<number> {
  const keys = await redis.keys(`${prefix}:*`);
  return keys.length === 0 ? 0 : redis.unlink(...keys);
}

/** Accepted, and then Redis did not take the job. */
async function acceptedWithoutJob(): Promise<[GroupDocument, ImportDocument]> {
  const group = await db.group();
  return [group, await db.import(group, someNumbers(ROWS))];
}

async function expectCompletedOnce([group, { _id }]: [GroupDocument, ImportDocument]): Promise<void> {
  const ended = await until(
    () => db.stored.imports.findOne({ _id }),
    (document) => document !== null && !isUnfinished(document.status),
  );
  expect(ended).toMatchObject({ status: 'completed', counts: { rows: ROWS, created: ROWS } });
  expect(await db.poolSize(group)).toEqual([ROWS, ROWS]);
}

describe('the workers', () => {
  it('complete an import that never had a job, and the deletion of a group that was left half-done', async () => {
    const group = await db.group({ numbers: someNumbers(20) });
    await db.beginDeletion(group);
    await db.stored.numbers.deleteOne({ groupId: group._id });

    await expectCompletedOnce(await acceptedWithoutJob());
    await until(
      () => db.groups.get(group._id.toHexString()),
      (found) => found === null,
    );

    expect(await db.stored.numbers.countDocuments({ groupId: group._id })).toBe(0);
  });

  it('go on after Redis has lost everything that they had in it, their own clock too', async () => {
    const before = await acceptedWithoutJob();
    expect(await loseEverything()).toBeGreaterThan(0);
    const after = await acceptedWithoutJob();

    await expectCompletedOnce(before);
    await expectCompletedOnce(after);
    expect(await ticking.getJobSchedulers()).toHaveLength(4);
    const useMinutes = db.client.db().collection('useMinutes');
    await useMinutes.deleteMany({});
    await until(
      () => useMinutes.distinct('poolSize'),
      (sizes) => sizes.length > 0,
    );
  });
});
