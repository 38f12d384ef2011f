import { aStoredCallIn, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Collection } from 'mongodb';
import { type CallInDocument } from './call-in.schema.js';
import { Records } from './records.js';

let db: TestDatabase;
let records: Records;
let stored: Collection<CallInDocument>;
beforeAll(async () => {
  db = await TestDatabase.open();
  records = db.app.get(Records);
  stored = db.client.db().collection('callIns');
});
afterAll(() => db.close());

const overdue = () =>
  aStoredCallIn({ createdAt: new Date(Date.now() - 40_000), expiresAt: new Date(Date.now() - 1_000) });

/** What a match or a cancel does that began in time and is held up. */
const endLate = async ({ _id }: CallInDocument) =>
  (await stored.updateOne({ _id, state: 'waiting' }, { $set: { state: 'matched' } })).modifiedCount;

it('a call-in that one was told of as expired stays so, whatever ended it in time and comes late', async () => {
  const [one, listed] = [overdue(), overdue()];
  await stored.insertMany([one, listed]);

  const { state, endedAt } = (await records.get(one._id))!;
  const page = await records.list({ dnis: listed.dnis, limit: 10 });

  expect({ state, endedAt }).toEqual({ state: 'expired', endedAt: one.expiresAt });
  expect(page).toEqual([{ ...listed, state: 'expired', endedAt: listed.expiresAt }]);
  expect([await endLate(one), await endLate(listed)]).toEqual([0, 0]);
});

it('a call-in that was matched in time is told of as matched, though it was met past its time', async () => {
  const matched = { ...overdue(), state: 'matched' as const, endedAt: new Date(Date.now() - 2_000) };
  await stored.insertOne(matched);

  expect(await records.get(matched._id)).toEqual(matched);
});
