import { aDnis, aStoredCallIn, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Document, ObjectId } from 'mongodb';
import { randomUUID } from 'node:crypto';
import { Retention } from './retention.js';

const DAY_MS = 24 * 3_600_000;
const DAYS = { records: 90, importFiles: 30, audit: 400 };
/** More than one batch. */
const MANY = 2_300;

let db: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.open();
});
afterAll(() => db.close());

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
const many = (make: () => Document) => Array.from({ length: MANY }, make);

const callIn = (days: number) => aStoredCallIn({ state: 'expired', createdAt: daysAgo(days), endedAt: daysAgo(days) });
const attempt = (days: number) => ({ _id: randomUUID(), at: daysAgo(days), dnis: aDnis(), reason: 'NO_CALL_IN' });
const useMinute = (days: number) => ({ _id: new ObjectId(), groupId: new ObjectId(), at: daysAgo(days) });
const audit = (days: number) => ({ _id: new ObjectId(), at: daysAgo(days), who: 'api-key:x', what: 'group.created' });
const file = (days: number) => ({ _id: randomUUID(), content: Buffer.from('x'), lastUsedAt: daysAgo(days) });
const idOf = (days: number) =>
  new ObjectId(Math.floor(daysAgo(days).getTime() / 1_000).toString(16) + new ObjectId().toHexString().slice(8));
const corrections = (days: number) => ({ _id: idOf(99), rows: [], discard: [2], lastUsedAt: daysAgo(days) });
const rowErrors = (days: number, seq: number) => ({
  _id: idOf(days),
  ...{ importId: new ObjectId(), round: 1, seq, rowErrors: [] },
});

const KINDS = [
  ['callIns', callIn, DAYS.records],
  ['attempts', attempt, DAYS.records],
  ['importFiles', file, DAYS.importFiles],
  ['useMinutes', useMinute, 7],
  ['audit', audit, DAYS.audit],
  ['importRowErrors', rowErrors, DAYS.importFiles],
  ['importCorrections', corrections, DAYS.importFiles],
] as const;

it('forgets what is older than it is kept, and nothing that is younger', async () => {
  const kept = new Map<string, unknown[]>();
  for (const [name, make, days] of KINDS) {
    let seq = 0;
    const [younger, youngest] = [make(days - 1, ++seq), make(0, ++seq)];
    kept.set(name, [younger._id, youngest._id]);
    const documents: Document[] = [...many(() => make(days + 1, ++seq)), younger, youngest];
    await db.client.db().collection(name).insertMany(documents);
  }
  const did = await db.import(await db.group(), []);
  await db.stored.imports.updateOne({ _id: did._id }, { $set: { createdAt: daysAgo(400) } });
  const { fileSha256 } = did;
  kept.get('importFiles')!.push(fileSha256); // used just now

  const retention = db.app.get(Retention);
  await Promise.all([retention.forget(DAYS), retention.forget(DAYS)]);

  for (const [name, ids] of kept) {
    const left = await db.client
      .db()
      .collection(name)
      .find({}, { projection: { _id: 1 } })
      .toArray();
    expect([name, left.map(({ _id }) => String(_id)).sort()]).toEqual([name, ids.map(String).sort()]);
  }
  expect(await db.stored.imports.countDocuments({ _id: did._id })).toBe(1);
});
