import { committing, NO_COUNTS, type PlannedNumber, validated } from '@ctci/domain';
import { aNumber, aRowError, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';
import { type GroupDocument } from '../group/group.schema.js';
import { type ImportRun } from './import-runs.js';

let db: TestDatabase;
/** The process of a worker that stops for ever inside of a transaction. */
let dead: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.open();
  dead = await TestDatabase.open(db.uri);
});
afterAll(async () => {
  await dead.close();
  await db.close();
});

/** The server ends a transaction that nobody goes on with after a minute: far later than any of these tests may take. */
const PROMPTLY = 10_000;
const unheard = () => undefined;

const accepted = async (group: GroupDocument, rows: readonly PlannedNumber[]) =>
  (await db.import(group, rows))._id.toHexString();

/** The transaction of a commit, up to its last instruction. */
async function abandonCommit(group: GroupDocument, importId: string, rows: readonly PlannedNumber[]) {
  const run = (await dead.runs.claim(importId))!;
  const counts = { ...NO_COUNTS, rows: rows.length, created: rows.length };
  await dead.runs.tell(run, { status: 'committing', progress: committing(rows.length), counts, errors: [] });

  const { session } = run;
  session.startTransaction();
  const collection = collections();
  const change = { $inc: { poolSize: rows.length, poolRevision: 1 } };
  await collection('groups').updateOne({ _id: group._id }, change, { session });
  const documents = rows.map(({ dnis, description }) => ({ _id: dnis, groupId: group._id, description }));
  await collection('numbers').insertMany(documents as object[], { session });
  await dead.runs.update(run, { $set: { status: 'completed' } }, session);
  return session;
}

/** The transaction that tells row errors, up to its last instruction. */
async function abandonNews(importId: string): Promise<ImportRun['session']> {
  const run = (await dead.runs.claim(importId))!;
  const { session } = run;
  session.startTransaction();
  await dead.runs.update(run, { $set: { progress: validated(1, 2) }, $inc: { seq: 2 } }, session);
  await collections()('importRowErrors').insertOne({ importId, rowErrors: [aRowError(1)] }, { session });
  return session;
}

const collections = () => {
  const client = dead.app.get<Connection>(getConnectionToken()).getClient();
  return (name: string) => client.db(dead.client.db().databaseName).collection(name);
};

describe('a transaction that its worker has abandoned', () => {
  it(
    'hinders neither the next claim nor its commit, and cannot be committed afterwards',
    async () => {
      const [group, rows] = [await db.group(), someNumbers(50)];
      const importId = await accepted(group, rows);
      const session = await abandonCommit(group, importId, rows);

      const run = await db.runs.claim(importId);
      expect(run).toMatchObject({ fence: 2, round: 2 });
      const committed = await db.commits.commit(run!, await db.ready(group, rows), unheard);

      expect(committed).toMatchObject({ ok: true });
      await expect(session.commitTransaction()).rejects.toThrow();
      expect(await db.imports.get(importId)).toMatchObject({ status: 'completed', fence: 2 });
      expect(await db.poolSize(group)).toEqual([50, 50]);
    },
    PROMPTLY,
  );

  it(
    'hinders nobody else either, once its import has been claimed',
    async () => {
      const [group, rows] = [await db.group(), someNumbers(3)];
      const importId = await accepted(group, rows);
      await abandonCommit(group, importId, rows);

      await db.runs.claim(importId);

      expect(await db.numbers.add(group._id.toHexString(), aNumber())).toEqual({ ok: true, value: null });
      expect(await db.numbers.add((await db.group())._id.toHexString(), rows[0]!)).toEqual({ ok: true, value: null });
      expect(await db.poolSize(group)).toEqual([1, 1]);
    },
    PROMPTLY,
  );

  it(
    'is ended even where the import is then given up',
    async () => {
      const [group, rows] = [await db.group(), someNumbers(3)];
      const importId = await accepted(group, rows);
      await db.stored.imports.updateOne({ groupId: group._id }, { $set: { starts: 5 } });
      await abandonCommit(group, importId, rows);

      expect(await db.runs.claim(importId)).toBeNull();

      expect(await db.imports.get(importId)).toMatchObject({ status: 'failed', error: { code: 'GAVE_UP' } });
      expect(await db.poolSize(group)).toEqual([0, 0]);
    },
    PROMPTLY,
  );

  it(
    'does not hinder the next claim where it told row errors, which nobody reads',
    async () => {
      const importId = await accepted(await db.group(), someNumbers(3));
      const session = await abandonNews(importId);

      const run = (await db.runs.claim(importId))!;
      await expect(session.commitTransaction()).rejects.toThrow();

      const document = (await db.imports.get(importId))!;
      expect(document).toMatchObject({ seq: run.seq, progress: { rowsDone: 0 } });
      expect(await db.rowErrors.list({ ...document, seq: 100 }, { limit: 5 })).toEqual({ items: [], next: null });
    },
    PROMPTLY,
  );
});

describe('a run', () => {
  it('has a session until it is released', async () => {
    const run = (await db.runs.claim(await accepted(await db.group(), [aNumber()])))!;
    expect(run.session.hasEnded).toBe(false);

    await db.runs.release(run);

    expect(run.session.hasEnded).toBe(true);
  });
});
