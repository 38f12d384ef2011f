import { type CallInState, type Dnis } from '@ctci/domain';
import { aDnis, TestDatabase, until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type Collection } from 'mongodb';
import { Types } from 'mongoose';
import { CallInEnds } from './call-in-ends.js';
import { CallInRepository } from './call-in.repository.js';
import { type CallInDocument, type CallInMatch } from './call-in.schema.js';
import { LeaseRepository } from './lease.repository.js';

const CALL: Omit<CallInMatch, 'token'> = { by: 'dnis', candidates: 1, callerNumber: null };
const groupId = new Types.ObjectId();

let db: TestDatabase;
let other: TestDatabase;
let callIns: CallInRepository;
let leases: LeaseRepository;
let ends: CallInEnds;
let stored: Collection<CallInDocument>;
beforeAll(async () => {
  db = await TestDatabase.open();
  other = await TestDatabase.open(db.uri);
  callIns = db.app.get(CallInRepository);
  leases = db.app.get(LeaseRepository);
  ends = db.app.get(CallInEnds);
  stored = db.client.db().collection('callIns');
});
afterAll(async () => {
  await other.close();
  await db.close();
});

/** Hands a number out as a create does, for a second or for half a minute. */
async function hold(dnis: Dnis, expirySeconds: 1 | 30): Promise<CallInDocument> {
  await leases.introduce(groupId, [dnis]);
  const callInId = randomUUID();
  const lease = await leases.claim(dnis, groupId, { callInId, expirySeconds, coolDownSeconds: 0 });
  if (!lease) throw new Error('the number is held');
  const common = { groupId, groupName: 'Sales', dnis, caller: null, createdBy: 'test' };
  const made = await callIns.create({ ...common, _id: callInId, kind: 'unique', accessCodeLength: null }, lease);
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
}

const isFree = async (dnis: Dnis) => !(await leases.isHeld(dnis));
const stateOf = async ({ _id }: CallInDocument) => (await stored.findOne({ _id }))?.state;

describe('what comes too late for a call-in', () => {
  it('is nothing to its successor on the number', async () => {
    const dnis = aDnis();
    const gone = await hold(dnis, 1);
    await until(() => isFree(dnis), Boolean);
    const successor = await hold(dnis, 30);

    expect(await ends.cancel(gone._id)).toBeNull();
    expect(await ends.match(gone, CALL)).toEqual({ ok: false, error: { code: 'ENDED' } });
    await ends.expireOn(dnis);
    await callIns.withdraw(gone._id);
    await leases.release(dnis, gone._id);
    await leases.giveBack(dnis, gone._id);

    expect(await stateOf(gone)).toBe('expired');
    expect(await stateOf(successor)).toBe('waiting');
    expect(await leases.isHeld(dnis)).toBe(true);
    expect(await ends.cancel(successor._id)).toMatchObject({ state: 'cancelled' });
    expect(await leases.isHeld(dnis)).toBe(false);
  });

  it('is as little, if its process was paused between its end and the release of the number', async () => {
    for (const state of ['matched', 'cancelled'] satisfies CallInState[]) {
      const dnis = aDnis();
      const paused = await hold(dnis, 1);
      await stored.updateOne({ _id: paused._id }, { $set: { state, endedAt: new Date() } });
      expect(await leases.isHeld(dnis)).toBe(true);
      await until(() => isFree(dnis), Boolean);
      await hold(dnis, 30);

      await leases.release(dnis, paused._id);

      expect(await leases.isHeld(dnis)).toBe(true);
    }
  });

  it('finds a create that was paused before its call-in was written with nothing to its name', async () => {
    const dnis = aDnis();
    await leases.introduce(groupId, [dnis]);
    const paused = { callInId: randomUUID(), expirySeconds: 1, coolDownSeconds: 0 };
    await leases.claim(dnis, groupId, paused);
    await until(() => isFree(dnis), Boolean);
    const successor = await hold(dnis, 30);

    expect(await callIns.isLivedOnBeside(dnis, paused.callInId)).toBe(true);
    await leases.giveBack(dnis, paused.callInId);

    expect(await leases.isHeld(dnis)).toBe(true);
    expect(await stateOf(successor)).toBe('waiting');
  });
});

describe('a decision that is held up', () => {
  it('fails within seconds, since the clock that it judges by stands still', async () => {
    const [claimed, matched] = [aDnis(), await hold(aDnis(), 30)];
    await leases.introduce(groupId, [claimed]);
    const session = db.client.startSession();
    session.startTransaction();
    const touch = { $set: { touched: true } };
    await db.client.db().collection<{ _id: string }>('leases').updateOne({ _id: claimed }, touch, { session });
    await stored.updateOne({ _id: matched._id }, touch, { session });

    const held = await Promise.allSettled([
      leases.claim(claimed, groupId, { callInId: randomUUID(), expirySeconds: 30, coolDownSeconds: 0 }),
      ends.match(matched, CALL),
      ends.cancel(matched._id),
    ]);
    await session.abortTransaction();

    const codes = held.map((one) => (one.status === 'rejected' ? (one.reason as { code: unknown }).code : one.value));
    expect(codes).toEqual([50, 50, 50]); // MaxTimeMSExpired
  });
});

describe('ends that race', () => {
  it('end a call-in once, and free its number once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const dnis = aDnis();
      const callIn = await hold(dnis, 30);
      const { _id } = callIn;

      const won = await Promise.all(
        [ends, other.app.get(CallInEnds)].flatMap((one) => [
          one.match(callIn, CALL).then(({ ok }) => ok && 'matched'),
          one.cancel(_id).then((callIn) => callIn && 'cancelled'),
        ]),
      );

      expect(won.filter(Boolean)).toEqual([(await stored.findOne({ _id }))?.state]);
      expect(await leases.isHeld(dnis)).toBe(false);
    }
  });

  it('hand the number to one successor', async () => {
    for (let round = 0; round < 20; round += 1) {
      const dnis = aDnis();
      const first = await hold(dnis, 30);
      const repositories = [leases, other.app.get(LeaseRepository)];
      const claims = repositories.flatMap((one) =>
        Array.from({ length: 4 }, () =>
          one.claim(dnis, groupId, { callInId: randomUUID(), expirySeconds: 30, coolDownSeconds: 0 }),
        ),
      );
      const [, ...early] = await Promise.all([ends.cancel(first._id), ...claims]);
      const late = await leases.claim(dnis, groupId, { callInId: 'late', expirySeconds: 30, coolDownSeconds: 0 });

      expect([...early, late].filter(Boolean)).toHaveLength(1);
    }
  });
});
