import { type PlannedNumber } from '@ctci/domain';
import { type GroupDocument, type ImportDocument } from '@ctci/persistence';
import { aNumber, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunImport } from './run-import.js';
import { ValidateFile } from './validate-file.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.open();
});
afterAll(() => db.close());

type Meanwhile = (document: ImportDocument) => Promise<unknown>;

const idOf = ({ _id }: GroupDocument | ImportDocument) => _id.toHexString();
const read = async (document: ImportDocument) => (await db.imports.get(idOf(document)))!;
const describedAs = (description: string) => (number: PlannedNumber) => ({ ...number, description });

/** The same object, of which one method does something else first. */
function beforehand<T extends object>(whole: T, method: keyof T & string, first: () => unknown): T {
  const original = whole[method] as (...args: unknown[]) => unknown;
  const wrapped = async (...args: unknown[]) => {
    await first();
    return original.apply(whole, args);
  };
  return Object.assign(Object.create(whole) as T, { [method]: wrapped });
}

/** Runs an import; something happens the first time that it comes to read its file, or to commit. */
async function run(document: ImportDocument, at: 'reading' | 'committing', meanwhile: Meanwhile) {
  let hasHappened = false;
  const happen = async () => {
    if (!hasHappened) await meanwhile(document);
    hasHappened = true;
  };
  const imports = beforehand(db.imports, 'fileText', () => (at === 'reading' ? happen() : undefined));
  const commits = beforehand(db.commits, 'commit', () => (at === 'committing' ? happen() : undefined));
  const validateFile = new ValidateFile(db.groups, db.numbers, db.runs, db.draining, {
    rules: { premiumRate: 'warn' },
    batchRows: 500,
  });
  const announced: number[] = [];
  await new RunImport(imports, db.runs, validateFile, commits, db.draining).execute(idOf(document), (seq) =>
    announced.push(seq),
  );

  const ended = await read(document);
  return { document: ended, errors: (await db.rowErrors.list(ended, { limit: 100 })).items, announced };
}

describe('a pool that changes between validation and commit', () => {
  it('begins a new round, whose row errors say what has changed', async () => {
    const [taken, free] = [aNumber(), aNumber()];
    const group = await db.group();

    const { document, errors, announced } = await run(await db.import(group, [free, taken]), 'committing', () =>
      db.group({ name: 'Faster', numbers: [taken] }),
    );

    expect(document).toMatchObject({ status: 'needs_correction', round: 2, starts: 1 });
    expect(document.counts).toMatchObject({ rows: 2, created: 1, rejected: 1 });
    expect(errors).toMatchObject([{ line: 2, code: 'NUMBER_TAKEN', value: taken.dnis }]);
    expect(errors[0]?.message).toContain('"Faster"');
    expect(announced.at(-1)).toBe(document.seq);
    expect(await db.poolSize(group)).toEqual([0, 0]);
  });

  it('costs only the rows that it concerns where errors are skipped', async () => {
    const [taken, ...free] = someNumbers(3) as [PlannedNumber, ...PlannedNumber[]];
    const group = await db.group();
    const accepted = await db.import(group, [taken, ...free], { onError: 'skip' });

    const { document } = await run(accepted, 'committing', () => db.group({ numbers: [taken] }));

    expect(document).toMatchObject({ status: 'completed', round: 2 });
    expect(document.counts).toMatchObject({ rows: 3, created: 2, rejected: 1 });
    expect(await db.poolSize(group)).toEqual([2, 2]);
  });

  it('is no error where the same number has come into the same pool', async () => {
    const number = aNumber('Imported');
    const group = await db.group();

    const { document } = await run(await db.import(group, [number]), 'committing', () =>
      db.numbers.add(idOf(group), { ...number, description: 'By hand' }),
    );

    expect(document).toMatchObject({ status: 'completed', round: 2, counts: { rows: 1, created: 0, updated: 1 } });
    expect(await db.numbers.get(idOf(group), number.dnis)).toMatchObject({ description: 'Imported' });
    expect(await db.poolSize(group)).toEqual([1, 1]);
  });

  it('counts by what is there in the end: removed, described otherwise', async () => {
    const [removed, described] = someNumbers(2) as [PlannedNumber, PlannedNumber];
    const group = await db.group({ numbers: [removed, described, aNumber()] });
    const rows = [removed, described].map(describedAs('Imported'));

    const { document } = await run(await db.import(group, rows), 'committing', async () => {
      await db.numbers.remove(idOf(group), removed);
      await db.numbers.change(idOf(group), described, { ...described, description: 'Imported' });
    });

    expect(document).toMatchObject({ status: 'completed', round: 2 });
    expect(document.counts).toMatchObject({ rows: 2, created: 1, updated: 0, unchanged: 1, rejected: 0 });
    expect(await db.poolSize(group)).toEqual([3, 3]);
  });

  it.each(['reading', 'committing'] as const)('has no group any more, found when %s', async (at) => {
    const group = await db.group();

    const { document } = await run(await db.import(group, someNumbers(3)), at, () => db.groups.delete(idOf(group)));

    expect(document).toMatchObject({ status: 'failed', error: { code: 'GROUP_DELETED' }, counts: { created: 0 } });
    expect(await db.stored.numbers.countDocuments({ groupId: group._id })).toBe(0);
  });
});

describe('a run whose import another worker has taken', () => {
  const claim = (document: ImportDocument) => db.runs.claim(idOf(document));
  const withoutFile: Meanwhile = async (document) => {
    await claim(document);
    await db.client.db().collection<{ _id: string }>('importFiles').deleteOne({ _id: document.fileSha256 });
  };

  it.each<[string, 'reading' | 'committing', Meanwhile, () => PlannedNumber[]]>([
    ['about to read the file', 'reading', claim, () => someNumbers(1_500)],
    ['about to commit', 'committing', claim, () => someNumbers(3)],
    ['with errors to rest for', 'reading', claim, () => [aNumber('x'.repeat(40))]],
    ['with a file that is gone', 'reading', withoutFile, () => someNumbers(3)],
  ])('stops and writes nothing: %s', async (_moment, at, lose, numbers) => {
    const group = await db.group();

    const { document, errors } = await run(await db.import(group, numbers()), at, lose);

    expect(document).toMatchObject({ status: 'validating', fence: 2, round: 2, seq: 3 });
    expect(document).not.toHaveProperty('error');
    expect(errors).toEqual([]);
    expect(await db.poolSize(group)).toEqual([0, 0]);
  });

  it('does no harm to the other, which completes it', async () => {
    const group = await db.group();
    const accepted = await db.import(group, someNumbers(20));

    const nothing = () => Promise.resolve();
    const { document } = await run(accepted, 'committing', () => run(accepted, 'committing', nothing));

    expect(document).toMatchObject({ status: 'completed', fence: 2, counts: { rows: 20, created: 20 } });
    expect(await db.poolSize(group)).toEqual([20, 20]);
  });
});
