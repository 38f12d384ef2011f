import { someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Collection } from 'mongodb';
import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { LeaseRepository } from '../call-in/lease.repository.js';
import { type GroupDocument } from './group.schema.js';
import { type UseMinuteDocument } from './use-minute.schema.js';
import { UseMinutes } from './use-minutes.js';

const MINUTE_MS = 60_000;

let db: TestDatabase;
let minutes: UseMinutes;
let leases: LeaseRepository;
let stored: Collection<UseMinuteDocument>;
beforeAll(async () => {
  db = await TestDatabase.open();
  minutes = db.app.get(UseMinutes);
  leases = db.app.get(LeaseRepository);
  stored = db.client.db().collection('useMinutes');
});
beforeEach(async () => {
  await stored.deleteMany({});
  await db.stored.groups.deleteMany({});
});
afterAll(() => db.close());

/** A group that holds so many of its numbers for half a minute. */
async function groupOf(count: number, held: number): Promise<{ group: GroupDocument; free: () => Promise<void> }> {
  const numbers = someNumbers(count).map(({ dnis, description }) => ({ dnis, description }));
  const group = await db.group({ numbers });
  const taken = numbers.slice(0, held).map(({ dnis }) => ({ dnis, callInId: randomUUID() }));
  await leases.introduce(
    group._id,
    numbers.map(({ dnis }) => dnis),
  );
  for (const { dnis, callInId } of taken) {
    await leases.claim(dnis, group._id, { callInId, expirySeconds: 30, coolDownSeconds: 0 });
  }
  const free = async () => {
    await Promise.all(taken.map(({ dnis, callInId }) => leases.giveBack(dnis, callInId)));
  };
  return { group, free };
}

/** All of a group's minutes as one: what is done here may go on into the next. */
async function keptOf({ _id }: GroupDocument) {
  const kept = await stored.find({ groupId: _id }).toArray();
  const sum = (code: 'POOL_EXHAUSTED' | 'TOO_MANY_LIVE_CALL_INS') =>
    kept.reduce((all, { refused }) => all + (refused?.[code] ?? 0), 0);
  return {
    poolSize: kept.at(-1)?.poolSize,
    inUse: Math.max(...kept.map(({ inUse }) => inUse)),
    refused: [sum('POOL_EXHAUSTED'), sum('TOO_MANY_LIVE_CALL_INS')],
  };
}

describe('a sample', () => {
  it('keeps the highest use of each minute, however many look at once', async () => {
    const { group, free } = await groupOf(5, 3);
    await Promise.all(Array.from({ length: 5 }, () => minutes.sample()));
    await free();
    await minutes.sample();

    expect(await keptOf(group)).toEqual({ poolSize: 5, inUse: 3, refused: [0, 0] });
    const kept = await stored.find().toArray();
    expect(kept.length).toBeLessThanOrEqual(2); // One, but where a minute has just begun.
    for (const { at } of kept) {
      expect(at.getTime() % MINUTE_MS).toBe(0);
      expect(Math.abs(Date.now() - at.getTime())).toBeLessThan(2 * MINUTE_MS);
    }
  });

  it('is of the groups that take call-ins, in use or not', async () => {
    const idle = await db.group({ numbers: someNumbers(2) });
    const other = (await groupOf(3, 1)).group;
    await db.group();
    await db.beginDeletion(await db.group({ numbers: someNumbers(1) }));

    await minutes.sample();

    const kept = await stored.distinct('groupId');
    expect(kept.map(String).sort()).toEqual([idle, other].map(({ _id }) => _id.toHexString()).sort());
    expect(await keptOf(idle)).toEqual({ poolSize: 2, inUse: 0, refused: [0, 0] });
  });

  it('is none where there are no groups', async () => {
    await minutes.sample();
    expect(await stored.countDocuments()).toBe(0);
  });
});

describe('refused creates', () => {
  it('add up by code, beside samples and one another, with the use at that moment', async () => {
    const { group } = await groupOf(2, 2);
    const id = group._id.toHexString();
    const exhausted = new Map([[id, { POOL_EXHAUSTED: 3 }]]);
    const both = new Map([[id, { POOL_EXHAUSTED: 4, TOO_MANY_LIVE_CALL_INS: 1 }]]);

    const adding = Array.from({ length: 5 }, () => [minutes.addRefused(exhausted), minutes.addRefused(both)]);
    await Promise.all([...adding.flat(), minutes.sample()]);

    expect(await keptOf(group)).toEqual({ poolSize: 2, inUse: 2, refused: [35, 5] });
  });

  it('of a group that is gone are dropped, and no others with them', async () => {
    const { group } = await groupOf(1, 0);
    const gone = new Types.ObjectId().toHexString();

    await minutes.addRefused(new Map([gone, group._id.toHexString()].map((id) => [id, { POOL_EXHAUSTED: 1 }])));

    expect(await stored.countDocuments()).toBe(1);
    expect((await keptOf(group)).refused).toEqual([1, 0]);
  });
});

describe('the minutes of a group', () => {
  it('are those that have begun within the time asked for, the oldest first, and of no other group', async () => {
    const [groupId, other] = [new Types.ObjectId(), new Types.ObjectId()];
    const latest = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    const of = (id: Types.ObjectId, ago: number) => ({
      ...{ _id: new Types.ObjectId(), groupId: id, poolSize: 1 },
      ...{ at: new Date(latest - ago * MINUTE_MS), inUse: ago },
    });
    await stored.insertMany([...[5, 0, 65, 30, 70].map((ago) => of(groupId, ago)), of(other, 3)]);

    const agesOf = async (within: number) =>
      (await minutes.list(groupId.toHexString(), within)).map(({ inUse }) => inUse);

    expect(await agesOf(60)).toEqual([30, 5, 0]);
    expect(await agesOf(1_440)).toEqual([70, 65, 30, 5, 0]);
    expect(await minutes.list(new Types.ObjectId().toHexString(), 60)).toEqual([]);
  });

  it('are never two of the same minute', async () => {
    const minute = { groupId: new Types.ObjectId(), at: new Date(0), poolSize: 1, inUse: 0 };
    await stored.insertOne({ _id: new Types.ObjectId(), ...minute });
    await expect(stored.insertOne({ _id: new Types.ObjectId(), ...minute })).rejects.toThrow('E11000');
  });
});
