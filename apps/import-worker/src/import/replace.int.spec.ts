import { type PlannedNumber, POOL_CHANGED, POOL_MAX, ROUNDS_MAX, type RowError } from '@ctci/domain';
import { type GroupDocument, type NewImport } from '@ctci/persistence';
import { aCsv, anImport, aNumber, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunImport } from './run-import.js';
import { ValidateFile } from './validate-file.js';

let db: TestDatabase;
let validateFile: ValidateFile;
let runImport: RunImport;
beforeAll(async () => {
  db = await TestDatabase.open();
  validateFile = new ValidateFile(db.groups, db.numbers, db.runs, db.draining, {
    rules: { premiumRate: 'warn' },
    batchRows: 500,
  });
  runImport = new RunImport(db.imports, db.runs, validateFile, db.commits, db.draining);
});
afterAll(() => db.close());

const idOf = ({ _id }: GroupDocument) => _id.toHexString();
const poolOf = async (group: GroupDocument) =>
  (await db.numbers.all(idOf(group))).map(({ _id, description }) => ({ dnis: _id, description }));

async function replace(group: GroupDocument, csv: string, changed: Partial<NewImport> = {}) {
  const accepted = await db.imports.accept(anImport(group, csv, { mode: 'replace', ...changed }));
  await runImport.execute(accepted._id.toHexString(), () => undefined);
  const document = (await db.imports.get(accepted._id.toHexString()))!;
  const errors: RowError[] = (await db.rowErrors.list(document, { limit: 20_000 })).items;
  return { document, found: errors.map(({ line, code }) => `${line} ${code}`) };
}

describe('a replacing import', () => {
  it('makes the pool what the file says', async () => {
    const [same, old, described, ...rest] = [aNumber('Same'), aNumber('Old'), aNumber('Text'), ...someNumbers(30)];
    const gone = aNumber('Gone');
    const group = await db.group({ numbers: [same, old, described, ...rest, gone] });
    const created = aNumber('Created');
    const file = [same, { ...old, description: 'New' }, { ...described, description: '' }, ...rest, created];

    const { document } = await replace(group, aCsv(file));

    const counts = { rows: 34, created: 1, updated: 2, unchanged: 31, removed: 1, rejected: 0 };
    expect(document).toMatchObject({ status: 'completed', counts });
    expect(await poolOf(group)).toEqual(file.toSorted((one, other) => (one.dnis < other.dnis ? -1 : 1)));
    expect(await db.poolSize(group)).toEqual([34, 34]);
  });

  it('drains what it removes: no other group may have it at once', async () => {
    const numbers = someNumbers(20);
    const group = await db.group({ numbers });
    const [run] = [await db.runs.claim((await db.import(group, [], { mode: 'replace' }))._id.toHexString())];
    const ready = await db.ready(group, numbers.slice(1));
    ready.plan.removed.push(numbers[0]!);

    expect(await db.commits.commit(run!, ready, () => undefined)).toMatchObject({ ok: true });

    const holders = await db.numbers.holders([numbers[0]!.dnis]);
    expect(holders.get(numbers[0]!.dnis)).toMatchObject({ groupId: idOf(group), draining: true });
    expect(await db.poolSize(group)).toEqual([19, 19]);
  });

  it('may exchange a whole pool of 10,000, once that is confirmed', async () => {
    const group = await db.group({ numbers: someNumbers(POOL_MAX) });
    const csv = aCsv(someNumbers(POOL_MAX));

    const asked = await replace(group, csv);
    expect(asked.document).toMatchObject({
      status: 'failed',
      error: { code: 'CONFIRM_REMOVED', removed: POOL_MAX },
      counts: { rows: POOL_MAX, created: 0, updated: 0, unchanged: 0, removed: 0 },
    });
    expect(await db.poolSize(group)).toEqual([POOL_MAX, POOL_MAX]);

    const { document } = await replace(group, csv, { confirmRemoved: POOL_MAX });
    expect(document).toMatchObject({ status: 'completed', counts: { created: POOL_MAX, removed: POOL_MAX } });
    expect(await db.poolSize(group)).toEqual([POOL_MAX, POOL_MAX]);
  });

  it('brings back what is draining from its own group', async () => {
    const [stays, back] = [aNumber(), aNumber('Old')];
    const group = await db.group({ numbers: [stays, back] });
    await db.drain(group, back);
    // Draining is finished before a file is validated; a call-in on the number is what would have kept it.
    const { document } = await replace(group, aCsv([stays, { ...back, description: '' }]));

    expect(document).toMatchObject({ status: 'completed', counts: { created: 1, unchanged: 1, removed: 0 } });
    expect(await poolOf(group)).toEqual([stays, { ...back, description: '' }]);
  });

  it('fills an empty group like any other import', async () => {
    const group = await db.group();
    const { document } = await replace(group, aCsv(someNumbers(3)));
    expect(document).toMatchObject({ status: 'completed', counts: { created: 3, removed: 0 } });
  });

  it('never empties a pool', async () => {
    const taken = aNumber();
    await db.group({ numbers: [taken] });
    const group = await db.group({ numbers: [aNumber()] });

    const { document, found } = await replace(group, aCsv([taken]), { onError: 'skip' });

    expect(document).toMatchObject({ status: 'failed', error: { code: 'WOULD_EMPTY_POOL' }, counts: { removed: 0 } });
    expect(found).toEqual(['1 NUMBER_TAKEN']);
    expect(await db.poolSize(group)).toEqual([1, 1]);
  });

  /** While others add numbers to the pool, each just before a commit. */
  async function replaceBeside(late: readonly PlannedNumber[]) {
    const numbers = someNumbers(1_000);
    const group = await db.group({ numbers });
    const accepted = await db.import(group, numbers, { mode: 'replace' });
    const left = [...late];
    const commits = Object.assign(Object.create(db.commits) as typeof db.commits, {
      commit: async (...args: Parameters<typeof db.commits.commit>) => {
        const next = left.shift();
        if (next) await db.numbers.add(idOf(group), next);
        return db.commits.commit(...args);
      },
    });
    const racing = new RunImport(db.imports, db.runs, validateFile, commits, db.draining);
    await racing.execute(accepted._id.toHexString(), () => undefined);
    return { numbers, pool: await poolOf(group), document: await db.imports.get(accepted._id.toHexString()) };
  }

  it('looks again when the pool changes before its commit', async () => {
    const { numbers, pool, document } = await replaceBeside(someNumbers(2));

    expect(document).toMatchObject({ status: 'completed', round: 3, counts: { unchanged: 1_000, removed: 2 } });
    expect(pool).toEqual(numbers);
  });

  it('ends without having written a number when the pool changes each time', async () => {
    const late = someNumbers(ROUNDS_MAX);
    const { numbers, pool, document } = await replaceBeside(late);

    const counts = { created: 0, removed: 0 };
    expect(document).toMatchObject({ status: 'failed', error: POOL_CHANGED, round: ROUNDS_MAX, counts });
    expect(pool).toHaveLength(numbers.length + late.length);
  });
});

describe('what a replacing import makes of rejected rows', () => {
  const pool = (count: number) => someNumbers(count);
  const scene = async (count = 30) => {
    const numbers = pool(count) as [PlannedNumber, PlannedNumber, ...PlannedNumber[]];
    return { numbers, group: await db.group({ numbers }) };
  };

  it('keeps a number that can be read in one', async () => {
    const { numbers, group } = await scene();
    const [first, ...others] = numbers;
    const csv = `${first.dnis},${'x'.repeat(33)}\n${aCsv(others.slice(0, -1))}`;

    const { document, found } = await replace(group, csv, { onError: 'skip' });

    expect(found).toEqual(['1 DESCRIPTION_TOO_LONG']);
    expect(document).toMatchObject({ status: 'completed', counts: { rejected: 1, removed: 1, unchanged: 28 } });
    expect(await poolOf(group)).toEqual(numbers.slice(0, -1));
  });

  it('removes nothing while one cannot be read, and says so', async () => {
    const { numbers, group } = await scene();

    const { document, found } = await replace(group, `${aCsv(numbers.slice(0, 20))}oops,\nworse,\n`, {
      onError: 'skip',
    });

    expect(found).toEqual(['21 DNIS_NOT_E164', '21 NOTHING_REMOVED', '22 DNIS_NOT_E164']);
    expect(document).toMatchObject({ status: 'completed', counts: { rejected: 2, removed: 0, warnings: 1 } });
    expect(await db.poolSize(group)).toEqual([30, 30]);
  });

  it('finds the pool full where it may remove nothing', async () => {
    const group = await db.group({ numbers: someNumbers(POOL_MAX - 1) });

    const { document, found } = await replace(group, `${aCsv(someNumbers(2))}oops,\n`, { onError: 'skip' });

    expect(found).toEqual(['2 POOL_FULL', '3 DNIS_NOT_E164', '3 NOTHING_REMOVED']);
    expect(document).toMatchObject({ status: 'completed', counts: { created: 1, rejected: 2, removed: 0 } });
  });

  it('rests for a person where errors abort', async () => {
    const { numbers, group } = await scene();
    const { document, found } = await replace(group, `${aCsv(numbers.slice(0, 20))}oops,\n`);
    expect(document.status).toBe('needs_correction');
    expect(found).toEqual(['21 DNIS_NOT_E164']);
  });
});

describe('a dry run', () => {
  it('tells what a commit would do, and writes nothing', async () => {
    const numbers = someNumbers(30);
    const group = await db.group({ numbers });
    const before = await db.groups.get(idOf(group));

    const csv = `${aCsv(someNumbers(2))}${aCsv(numbers.slice(0, 10).map((number) => ({ ...number, description: 'New' })))}`;
    const { document } = await replace(group, csv, { dryRun: true });

    const counts = { rows: 12, created: 2, updated: 10, unchanged: 0, removed: 20, rejected: 0 };
    expect(document).toMatchObject({ status: 'completed', dryRun: true, counts, progress: { phase: 'done' } });
    expect(document.finishedAt).toBeInstanceOf(Date);
    expect(await db.groups.get(idOf(group))).toEqual(before);
    expect(await poolOf(group)).toEqual(numbers);
  });

  it.each(['abort', 'skip'] as const)('is completed whatever its rows, with errors to %s', async (onError) => {
    const numbers = someNumbers(5);
    const group = await db.group({ numbers });

    const { document, found } = await replace(group, `${aCsv(numbers.slice(2))}oops,\n`, { dryRun: true, onError });

    expect(document).toMatchObject({ status: 'completed', counts: { rows: 4, unchanged: 3, rejected: 1, removed: 0 } });
    expect(found).toEqual(['4 DNIS_NOT_E164', '4 NOTHING_REMOVED']);
  });

  it.each(['NO_ROWS', 'TOO_MANY_ROWS'])('fails as any import does: %s', async (code) => {
    const csv = code === 'NO_ROWS' ? 'number,description\n' : aCsv(someNumbers(10_001));
    const { document } = await replace(await db.group(), csv, { dryRun: true });
    expect(document).toMatchObject({ status: 'failed', error: { code } });
  });
});
