import { type PlannedNumber } from '@ctci/domain';
import { type GroupDocument, type ImportDocument } from '@ctci/persistence';
import { type TestDatabase } from '@ctci/testing';
import { deepEqual, equal } from 'node:assert/strict';

/** An import of new numbers into an empty group of its own. */
export interface Expected {
  readonly importId: ImportDocument['_id'];
  readonly groupId: GroupDocument['_id'];
  readonly numbers: readonly PlannedNumber[];
}

/**
 * Its counts are exact, every row is in the pool as it stood in the file, once, and the pool has been changed once.
 *
 * @throws AssertionError with what is not so
 */
export async function expectImported(db: TestDatabase, { importId, groupId, numbers }: Expected): Promise<void> {
  const document = await db.stored.imports.findOne({ _id: importId });
  const { rows, created, updated, unchanged, removed, rejected } = document?.counts ?? {};
  deepEqual(
    { status: document?.status, rows, created, updated, unchanged, removed, rejected },
    { ...{ status: 'completed', rows: numbers.length, created: numbers.length }, ...NOTHING_ELSE },
  );

  const group = await db.stored.groups.findOne({ _id: groupId });
  deepEqual([group?.poolSize, group?.poolRevision], [numbers.length, 1], 'the pool was changed once');
  const stored = await db.stored.numbers.find({ groupId: groupId }).toArray();
  const inPool = new Map(stored.map(({ _id, description }) => [String(_id), description]));
  equal(inPool.size, numbers.length, 'as many numbers as rows');
  for (const { dnis, description } of numbers) equal(inPool.get(dnis), description, `${dnis} as in the file`);
}

const NOTHING_ELSE = { updated: 0, unchanged: 0, removed: 0, rejected: 0 };

/** Nothing of it is in the pool: for an import that there is not. */
export async function expectNothing(db: TestDatabase, groupId: GroupDocument['_id']): Promise<void> {
  const group = await db.stored.groups.findOne({ _id: groupId });
  const counted = await db.stored.numbers.countDocuments({ groupId: groupId });
  deepEqual([group?.poolSize, counted], [0, 0], 'an empty pool');
}

/** Takes away what a round has left, so that the hundredth finds what the first has found. */
export async function forget(db: TestDatabase, groupId: GroupDocument['_id']): Promise<void> {
  const filter = { groupId: groupId };
  await Promise.all([
    db.stored.numbers.deleteMany(filter),
    db.stored.imports.deleteMany(filter),
    db.stored.groups.deleteOne({ _id: groupId }),
  ]);
}
