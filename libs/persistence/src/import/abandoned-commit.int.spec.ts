import { committing, err, NO_COUNTS, ok, type PlannedNumber } from '@ctci/domain';
import { aNumber, aRowError, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClientSession } from 'mongodb';
import { type GroupDocument } from '../group/group.schema.js';
import { type ImportRun } from './import-runs.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.open();
});
afterAll(() => db.close());

/** The server ends a transaction that nobody goes on with after a minute: far later than any of these tests may take. */
const PROMPTLY = 10_000;
const unheard = () => undefined;

/** A worker's commit up to its last instruction, in a session of its own, by a worker that then stops for ever. */
async function abandon(group: GroupDocument, run: ImportRun, rows: readonly PlannedNumber[]): Promise<ClientSession> {
  const session = db.client.startSession();
  const counts = { ...NO_COUNTS, rows: rows.length, created: rows.length };
  await db.runs.tell(run, { status: 'committing', progress: committing(rows.length), counts, errors: [] });
  await db.stored.imports.updateOne({ fence: run.fence, groupId: group._id }, { $set: { session: session.id!.id } });

  session.startTransaction();
  const { groups, numbers, imports } = db.stored;
  const change = { $inc: { poolSize: rows.length, poolRevision: 1 } };
  await groups.updateOne({ _id: group._id }, change, { session });
  const documents = rows.map(({ dnis, description }) => ({ _id: dnis, groupId: group._id, description }));
  await numbers.insertMany(documents, { session });
  await imports.updateOne({ fence: run.fence, groupId: group._id }, { $set: { status: 'completed' } }, { session });
  return session;
}

describe('a commit that its worker has abandoned', () => {
  it(
    'hinders neither the next claim nor its commit, and cannot be committed afterwards',
    async () => {
      const group = await db.group();
      const rows = someNumbers(50);
      const importId = (await db.import(group, rows))._id.toHexString();
      const session = await abandon(group, (await db.runs.claim(importId))!, rows);

      const run = await db.runs.claim(importId);
      expect(run).toMatchObject({ fence: 2, round: 2 });
      const committed = await db.commits.commit(run!, await db.ready(group, rows), unheard);

      expect(committed).toMatchObject({ ok: true });
      await expect(session.commitTransaction()).rejects.toThrow();
      await session.endSession();
      expect(await db.imports.get(importId)).toMatchObject({ status: 'completed', fence: 2 });
      expect(await db.poolSize(group)).toEqual([50, 50]);
    },
    PROMPTLY,
  );

  it(
    'hinders nobody else either, once its import has been claimed',
    async () => {
      const group = await db.group();
      const rows = someNumbers(3);
      const importId = (await db.import(group, rows))._id.toHexString();
      const session = await abandon(group, (await db.runs.claim(importId))!, rows);

      await db.runs.claim(importId);

      expect(await db.numbers.add(group._id.toHexString(), aNumber())).toEqual({ ok: true, value: null });
      expect(await db.numbers.add((await db.group())._id.toHexString(), rows[0]!)).toEqual({ ok: true, value: null });
      expect(await db.poolSize(group)).toEqual([1, 1]);
      await session.abortTransaction();
      await session.endSession();
    },
    PROMPTLY,
  );

  it(
    'is ended even where the import is then given up',
    async () => {
      const group = await db.group();
      const rows = someNumbers(3);
      const document = await db.import(group, rows);
      await db.stored.imports.updateOne({ _id: document._id }, { $set: { starts: 5 } });
      const importId = document._id.toHexString();
      const session = await abandon(group, (await db.runs.claim(importId))!, rows);

      expect(await db.runs.claim(importId)).toBeNull();

      expect(await db.imports.get(importId)).toMatchObject({ status: 'failed', error: { code: 'GAVE_UP' } });
      expect(await db.poolSize(group)).toEqual([0, 0]);
      await session.abortTransaction();
      await session.endSession();
    },
    PROMPTLY,
  );
});

describe('row errors that a worker was telling as it stopped for ever', () => {
  it(
    'hinder neither the next claim nor what it tells',
    async () => {
      const group = await db.group();
      const importId = (await db.import(group, someNumbers(1)))._id.toHexString();
      const dead = (await db.runs.claim(importId))!;
      const [begun, resumed] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
      const telling = db.runs.inTransaction(dead, async (session) => {
        const seq = await db.runs.update(dead, { $inc: { seq: 1 } }, session);
        begun.resolve(undefined);
        await resumed.promise;
        return seq === null ? err({ code: 'LOST' as const }) : ok(seq);
      });
      await begun.promise;

      const successor = (await db.runs.claim(importId))!;
      const step = { progress: committing(1), counts: NO_COUNTS, errors: [aRowError(1)] };

      expect(await db.runs.tell(successor, step)).toBe(successor.seq + 2);
      resumed.resolve(undefined);
      expect(await telling).toEqual({ ok: false, error: { code: 'LOST' } });
    },
    PROMPTLY,
  );
});
