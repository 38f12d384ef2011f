import { type CallInDocument, LeaseRepository } from '@ctci/persistence';
import {
  aStoredCallIn,
  someNumbers,
  startApp,
  type StartedApp,
  TestDatabase,
  testRedisUrl,
  uniquePrefix,
  until,
} from '@ctci/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Collection } from 'mongodb';
import { setTimeout as sleep } from 'node:timers/promises';

const DUE = 5_000;

let db: TestDatabase;
let callIns: Collection<CallInDocument>;
let env: Record<string, string>;
let workers: StartedApp[];
beforeAll(async () => {
  db = await TestDatabase.open();
  callIns = db.client.db().collection('callIns');
  env = { MONGODB_URI: db.uri, QUEUE_PREFIX: uniquePrefix(), REDIS_URL: testRedisUrl() };
  workers = await Promise.all([startApp('expiry-worker', env), startApp('expiry-worker', env)]);
});
beforeEach(() => callIns.deleteMany({}));
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await db.close();
});

/** Past their time, each with a code, and one in a hundred whose time has not come. */
async function storeDue(count: number): Promise<CallInDocument[]> {
  const now = Date.now();
  const documents = Array.from({ length: count }, (_, index) =>
    aStoredCallIn({
      ...{ accessCodeLength: 6, accessCode: String(100_000 + index), callerPlace: index },
      expiresAt: new Date(index % 100 === 0 ? now + 3_600_000 : now - index),
    }),
  );
  await callIns.insertMany(documents);
  return documents;
}

const isDue = ({ expiresAt }: CallInDocument) => expiresAt.getTime() < Date.now();
const countExpired = () => callIns.countDocuments({ state: 'expired' });

/** As many as were due, each at its own time and without what only a live one has; nothing else is touched. */
async function expectExpired(documents: readonly CallInDocument[]): Promise<void> {
  const due = documents.filter(isDue);
  await until(countExpired, (count) => count >= due.length);
  const left = new Map((await callIns.find().toArray()).map((callIn) => [callIn._id, callIn]));
  for (const { accessCode, callerPlace, ...callIn } of documents) {
    const expected = isDue(callIn)
      ? { ...callIn, state: 'expired', endedAt: callIn.expiresAt }
      : { ...callIn, accessCode, callerPlace };
    if (left.get(callIn._id)?.state !== expected.state) throw new Error(`${callIn._id} is not ${expected.state}`);
    expect(left.get(callIn._id)).toEqual(expected);
  }
}

describe('two expiry workers', () => {
  it('expire thousands that are due at once, and nothing that is not', async () => {
    await expectExpired(await storeDue(DUE));
  });

  it('leave none behind when one of them is killed among them', async () => {
    const documents = await storeDue(2 * DUE);
    await until(countExpired, (count) => count > 0);

    await workers[0]!.kill('SIGKILL');

    await expectExpired(documents);
    workers[0] = await startApp('expiry-worker', env);
  });
});

describe('a worker that comes late', () => {
  it('harms nothing that has happened meanwhile, to call-ins or to their numbers', async () => {
    const documents = await storeDue(DUE);
    await until(countExpired, (count) => count > 0);
    await workers[0]!.kill('SIGSTOP');
    await expectExpired(documents);
    // The numbers go to others, who have the same codes.
    const successors = documents
      .filter(isDue)
      .map(({ dnis, accessCode }) => aStoredCallIn({ dnis, accessCode: accessCode!, accessCodeLength: 6 }));
    await callIns.insertMany(successors.map((callIn) => ({ ...callIn, expiresAt: new Date(Date.now() + 600_000) })));
    const group = await db.group({ numbers: someNumbers(3) });
    const leases = db.app.get(LeaseRepository);
    const held = (await db.numbers.all(group._id.toHexString())).map(({ _id }) => _id);
    await leases.introduce(group._id, held);
    const terms = { callInId: 'successor', expirySeconds: 600, coolDownSeconds: 0 };
    for (const dnis of held) await leases.claim(dnis, group._id, terms);
    const before = await callIns.find().sort({ _id: 1 }).toArray();

    await workers[0]!.kill('SIGCONT');
    await sleep(1_000); // what it was at, and four ticks more

    expect(await callIns.find().sort({ _id: 1 }).toArray()).toEqual(before);
    expect([...(await leases.heldAmong(held))].sort()).toEqual(held);
  });
});
