import { NO_COUNTS, type RowError, validated } from '@ctci/domain';
import { aNumber, aRowError, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ImportRun } from './import-runs.js';
import { type ImportDocument } from './import.schema.js';
import { type RowErrorPosition } from './row-error.repository.js';

/** Every third is a warning; three codes in turn. */
const found = Array.from({ length: 1_234 }, (_, index): RowError =>
  index % 3 === 2
    ? aRowError(index + 1, { severity: 'warning', code: 'DNIS_NOT_IN_USE' })
    : aRowError(index + 1, { code: index % 3 ? 'DNIS_TOO_LONG' : 'DNIS_NOT_E164' }),
);

let db: TestDatabase;
let document: ImportDocument;
/** The `seq` after each time that row errors were told: 3, 600 (two batches), none, and the rest. */
const seqs: number[] = [];

const tell = async (run: ImportRun, errors: RowError[]) => {
  const seq = await db.runs.tell(run, { progress: validated(1, 2), counts: NO_COUNTS, errors });
  seqs.push(seq!);
};
const read = async (importId: string) => (await db.imports.get(importId))!;

beforeAll(async () => {
  db = await TestDatabase.open();
  const importId = (await db.import(await db.group(), [aNumber()]))._id.toHexString();
  const run = (await db.runs.claim(importId))!;
  await tell(run, found.slice(0, 3));
  await tell(run, found.slice(3, 603));
  await tell(run, []);
  await tell(run, found.slice(603));
  document = await read(importId);
});
afterAll(() => db.close());

async function pages(of: ImportDocument, limit: number, severity?: RowError['severity']): Promise<RowError[][]> {
  const all: RowError[][] = [];
  let after: RowErrorPosition | undefined;
  do {
    const page = await db.rowErrors.list(of, { limit, severity, after });
    all.push(page.items);
    after = page.next ?? undefined;
  } while (after);
  return all;
}

describe('reading the row errors of an import', () => {
  it.each([7, 100, 499, 500, 501, 1_000, 1_233, 1_234, 5_000])(
    'gives all of them once and in file order, %i a page',
    async (limit) => {
      const all = await pages(document, limit);

      expect(all.flat()).toEqual(found);
      expect(all.slice(0, -1).every((page) => page.length === limit)).toBe(true);
      expect(all).toHaveLength(Math.ceil(found.length / limit));
    },
  );

  it.each([
    ['error', 8],
    ['error', 823],
    ['warning', 50],
    ['warning', 411],
    ['warning', 1_000],
  ] as const)('gives only those of severity %s, %i a page', async (severity, limit) => {
    const all = await pages(document, limit, severity);

    const wanted = found.filter((error) => error.severity === severity);
    expect(all.flat()).toEqual(wanted);
    expect(all).toHaveLength(Math.ceil(wanted.length / limit));
  });

  it('gives one a page, from whatever position', async () => {
    const { next } = await db.rowErrors.list(document, { limit: 502 });

    const page = await db.rowErrors.list(document, { limit: 1, after: next! });

    expect(page.items).toEqual([found[502]]);
  });

  it('counts them by code and severity, most first', async () => {
    expect(await db.rowErrors.countByCode(document)).toEqual([
      { code: 'DNIS_NOT_E164', severity: 'error', count: 412 },
      { code: 'DNIS_NOT_IN_USE', severity: 'warning', count: 411 },
      { code: 'DNIS_TOO_LONG', severity: 'error', count: 411 },
    ]);
  });

  it('gives none that came after the document was read', async () => {
    const early = (count: number) => found.slice(0, count);

    for (const [seq, count] of [
      [1, 0],
      [seqs[0]!, 3],
      [seqs[1]! - 1, 603],
      [seqs[2]!, 603],
      [seqs[3]! - 2, 1_103],
    ] as const) {
      const snapshot = { ...document, seq };
      expect((await pages(snapshot, 1_000)).flat()).toEqual(early(count));
      const counted = await db.rowErrors.countByCode(snapshot);
      expect(counted.reduce((sum, each) => sum + each.count, 0)).toBe(count);
    }
  });

  it('gives the batches after a seq, each with its own', async () => {
    const batches = await db.rowErrors.since(document, seqs[0]!);

    expect(batches.flatMap(({ rowErrors }) => rowErrors)).toEqual(found.slice(3));
    expect(batches.map(({ seq }) => seq)).toEqual([seqs[1]! - 2, seqs[1]! - 1, seqs[3]! - 2, seqs[3]! - 1]);
    expect(await db.rowErrors.since(document, document.seq)).toEqual([]);
  });

  it('gives only those of the present round', async () => {
    const importId = (await db.import(await db.group(), [aNumber()]))._id.toHexString();
    const run = (await db.runs.claim(importId))!;
    await tell(run, found.slice(0, 10));
    const before = await read(importId);
    const next = (await db.runs.nextRound(run))!;
    await tell(next, found.slice(10, 12));
    const after = await read(importId);

    expect((await pages(after, 5)).flat()).toEqual(found.slice(10, 12));
    expect(await db.rowErrors.since(after, 0)).toHaveLength(1);
    expect((await pages(before, 5)).flat()).toEqual([]);
  });

  it('gives nobody else’s', async () => {
    const importId = (await db.import(await db.group(), [aNumber()]))._id.toHexString();
    await db.runs.claim(importId);

    expect(await pages({ ...(await read(importId)), seq: 1_000 }, 5)).toEqual([[]]);
  });
});
