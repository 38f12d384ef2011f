import { NO_COUNTS, type PlannedNumber } from '@ctci/domain';
import { aNumber, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GroupDocument } from '../group/group.schema.js';
import { type ImportRun } from './import-runs.js';
import { type ImportDocument } from './import.schema.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.open();
});
afterAll(() => db.close());

const idOf = (group: GroupDocument) => group._id.toHexString();
const unheard = () => undefined;
const describedAs = (description: string) => (number: PlannedNumber) => ({ ...number, description });

/** Imports rows as a worker does: planned anew whenever the pool has changed under the plan. */
async function importing(group: GroupDocument, rows: readonly PlannedNumber[]): Promise<ImportDocument> {
  let run: ImportRun | null = await db.runs.claim((await db.import(group, rows))._id.toHexString());
  const { importId } = run!;
  while (run) {
    const committed = await db.commits.commit(run, await db.ready(group, rows), unheard);
    run = !committed.ok && committed.error.code === 'STALE' ? await db.runs.nextRound(run) : null;
  }
  return (await db.imports.get(importId))!;
}

const merged = (created: number, updated: number, unchanged: number) => ({
  ...NO_COUNTS,
  ...{ rows: created + updated + unchanged, created, updated, unchanged },
});

describe('imports of one group that commit at once', () => {
  it('all end with all of their numbers, where they share none', async () => {
    const group = await db.group();
    const files = Array.from({ length: 6 }, () => someNumbers(400));

    const ended = await Promise.all(files.map((rows) => importing(group, rows)));

    expect(ended.map(({ status, counts }) => [status, counts])).toEqual(
      files.map(() => ['completed', merged(400, 0, 0)]),
    );
    expect(await db.poolSize(group)).toEqual([2_400, 2_400]);
  });

  it('create a number once that several have, and count what they did to it', async () => {
    const group = await db.group();
    const shared = someNumbers(300);
    const files = Array.from({ length: 4 }, () => [...shared, ...someNumbers(50)]);

    const ended = await Promise.all(files.map((rows) => importing(group, rows)));

    const created = ended.map(({ counts }) => counts.created);
    expect(created.toSorted((one, other) => other - one)).toEqual([350, 50, 50, 50]);
    expect(ended.map(({ counts }) => counts)).toEqual(created.map((count) => merged(count, 0, 350 - count)));
    expect(await db.poolSize(group)).toEqual([500, 500]);
  });

  it('leave the descriptions of one of them, not a mixture', async () => {
    const group = await db.group();
    const numbers = someNumbers(200);

    const files = ['North', 'South'].map((text) => numbers.map(describedAs(text)));
    const ended = await Promise.all(files.map((rows) => importing(group, rows)));

    const last = ended.find(({ counts }) => counts.updated > 0)!;
    expect(ended.map(({ counts }) => counts)).toEqual(
      ended.map((document) => (document === last ? merged(0, 200, 0) : merged(200, 0, 0))),
    );
    const pool = await db.numbers.all(idOf(group));
    expect(new Set(pool.map(({ description }) => description)).size).toBe(1);
  });

  it('count right beside people who add, change and remove numbers of the same pool', async () => {
    const numbers = someNumbers(60);
    const group = await db.group({ numbers });
    const files = [numbers.slice(0, 30), numbers.slice(20), someNumbers(100)].map((rows) => rows.map(describedAs('x')));

    const [ended] = await Promise.all([
      Promise.all(files.map((rows) => importing(group, rows))),
      ...numbers.slice(10, 25).map((number) => db.numbers.remove(idOf(group), number)),
      ...numbers.slice(35, 50).map((number) => db.numbers.change(idOf(group), number, aNumber())),
      ...someNumbers(15).map((number) => db.numbers.add(idOf(group), number)),
    ]);

    expect(ended.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    for (const { counts } of ended) expect(counts.rows).toBe(counts.created + counts.updated + counts.unchanged);
    const [told, counted] = await db.poolSize(group);
    expect(told).toBe(counted);
  });
});

describe('one import in many hands', () => {
  it('is committed once, whoever claims it while others commit it', async () => {
    for (let round = 0; round < 10; round += 1) {
      const group = await db.group();
      const rows = someNumbers(300);
      const importId = (await db.import(group, rows))._id.toHexString();
      const ready = await db.ready(group, rows);

      const work = async (): Promise<boolean> => {
        const run = await db.runs.claim(importId);
        return run !== null && (await db.commits.commit(run, ready, unheard)).ok;
      };
      const ends = await Promise.all([work(), work(), work(), work()]);

      expect(ends.filter(Boolean)).toHaveLength(1);
      expect(await db.imports.get(importId)).toMatchObject({ status: 'completed', counts: merged(300, 0, 0) });
      expect(await db.poolSize(group)).toEqual([300, 300]);
    }
  });
});
