import { FILE_GONE, GROUP_DELETED, type ImportError, NO_COUNTS, type RowError } from '@ctci/domain';
import { type GroupDocument, type ImportDocument, type NewImport } from '@ctci/persistence';
import { aCsv, anImport, aNumber, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RunImport } from './run-import.js';
import { ValidateFile } from './validate-file.js';

let db: TestDatabase;
let runImport: RunImport;
beforeAll(async () => {
  db = await TestDatabase.open();
  const validateFile = new ValidateFile(db.groups, db.numbers, db.runs, db.draining, {
    rules: { premiumRate: 'warn' },
    batchRows: 500,
  });
  runImport = new RunImport(db.imports, db.runs, validateFile, db.commits, db.draining);
});
afterAll(() => db.close());

const idOf = ({ _id }: GroupDocument | ImportDocument) => _id.toHexString();
const read = async (document: ImportDocument) => (await db.imports.get(idOf(document)))!;
const rowErrors = async (document: ImportDocument): Promise<RowError[]> =>
  (await db.rowErrors.list(await read(document), { limit: 20_000 })).items;
const poolOf = async (group: GroupDocument) =>
  (await db.numbers.all(idOf(group))).map(({ _id, description }) => ({ dnis: _id, description }));

async function run(group: GroupDocument, csv: string, changed: Partial<NewImport> = {}) {
  const accepted = await db.imports.accept(anImport(group, csv, changed));
  const announced: number[] = [];
  await runImport.execute(idOf(accepted), (seq) => announced.push(seq));
  return { document: await read(accepted), errors: await rowErrors(accepted), announced };
}

describe('running an import', () => {
  it('writes what the file says, and counts it', async () => {
    const [same, old, kept] = [aNumber('Same'), aNumber('Old'), aNumber('Kept')];
    const group = await db.group({ numbers: [same, old, kept] });
    const created = [aNumber('Zürich'), aNumber()];
    const changed = [
      { ...old, description: 'New' },
      { ...kept, description: '' },
    ];

    const csv = `number,description\r\n${aCsv([same, ...changed, ...created])}\n,,\n`;
    const { document, errors } = await run(group, csv);

    const counts = { ...NO_COUNTS, rows: 5, created: 2, updated: 1, unchanged: 2, byCountry: { US: 5 } };
    expect(document).toMatchObject({ status: 'completed', round: 1, starts: 1, counts });
    expect(document.progress).toEqual({ phase: 'done', rowsDone: 5, rowsTotal: 5, percent: 100 });
    expect(errors).toEqual([]);
    expect(await poolOf(group)).toEqual([same, { ...old, description: 'New' }, kept, ...created]);
    expect(await db.poolSize(group)).toEqual([5, 5]);
  });

  it('announces a seq for each thing that a watcher can read, the last one at its end', async () => {
    const { document, announced } = await run(await db.group(), aCsv(someNumbers(3_000)));

    expect(announced).toEqual([...new Set(announced)].toSorted((one, other) => one - other));
    expect(announced.at(-1)).toBe(document.seq);
  });

  it('changes nothing when it is run again once it has ended', async () => {
    const { document } = await run(await db.group(), aCsv(someNumbers(2)));

    await runImport.execute(idOf(document), () => undefined);

    expect(await read(document)).toEqual(document);
  });

  it('ends as it would have when it is begun anew after its worker has gone', async () => {
    const group = await db.group();
    const accepted = await db.import(group, someNumbers(10));
    await db.runs.claim(idOf(accepted));

    await runImport.execute(idOf(accepted), () => undefined);

    expect(await read(accepted)).toMatchObject({ status: 'completed', round: 2, counts: { created: 10 } });
    expect(await db.poolSize(group)).toEqual([10, 10]);
  });

  it('fails when what people have done to its rows is kept no longer', async () => {
    const accepted = await db.import(await db.group(), someNumbers(1));
    await db.stored.imports.updateOne({ _id: accepted._id }, { $set: { corrected: true } });

    await runImport.execute(idOf(accepted), () => undefined);

    expect(await read(accepted)).toMatchObject({ status: 'failed', error: { code: 'FILE_GONE' } });
  });

  it('gives up an import that has been begun too often', async () => {
    const accepted = await db.import(await db.group(), someNumbers(1));
    await db.stored.imports.updateOne({ _id: accepted._id }, { $set: { starts: 6 } });

    await runImport.execute(idOf(accepted), () => undefined);

    expect(await read(accepted)).toMatchObject({ status: 'failed', error: { code: 'GAVE_UP' } });
  });
});

describe('a file with wrong rows', () => {
  const wrong = () => {
    const good = someNumbers(1_200);
    const rows = aCsv(good).trimEnd().split('\n');
    rows[10] = '0049 30 1234,Berlin';
    rows[700] = good[700]!.dnis;
    rows[1_100] = `${good[0]!.dnis},Again`;
    return { csv: rows.join('\n'), good: good.filter((_, index) => ![10, 700, 1_100].includes(index)) };
  };
  const codes = [
    { line: 11, code: 'DNIS_NOT_E164' },
    { line: 701, code: 'MISSING_COMMA' },
    { line: 1_101, code: 'DUPLICATE_IN_FILE' },
  ];

  it('rests for a person, with nothing written, where errors abort', async () => {
    const group = await db.group({ numbers: [aNumber()] });
    const before = await poolOf(group);

    const { document, errors, announced } = await run(group, wrong().csv);

    expect(document.status).toBe('needs_correction');
    expect(document.counts).toMatchObject({ rows: 1_200, created: 1_197, rejected: 3 });
    expect(document.progress).toEqual({ phase: 'validating', rowsDone: 1_200, rowsTotal: 1_200, percent: 90 });
    expect(document.finishedAt).toBeUndefined();
    expect(errors).toMatchObject(codes);
    expect(announced.at(-1)).toBe(document.seq);
    expect(await poolOf(group)).toEqual(before);
  });

  it('costs only those rows where errors are skipped', async () => {
    const group = await db.group();
    const { csv, good } = wrong();

    const { document, errors } = await run(group, csv, { onError: 'skip' });

    expect(document.status).toBe('completed');
    expect(document.counts).toMatchObject({ rows: 1_200, created: 1_197, rejected: 3 });
    expect(errors).toMatchObject(codes);
    expect(await poolOf(group)).toEqual(good);
  });

  it('tells of every single one, however many', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => `abc${index},x`);

    const { document, errors } = await run(await db.group(), `number,description\n${rows.join('\n')}`, {
      onError: 'skip',
    });

    expect(document).toMatchObject({ status: 'completed', counts: { ...NO_COUNTS, rows: 10_000, rejected: 10_000 } });
    expect(errors.map(({ line }) => line)).toEqual(rows.map((_, index) => index + 2));
  });

  it('is completed with warnings alone', async () => {
    const group = await db.group();
    const [number] = someNumbers(1);

    const { document, errors } = await run(group, `'${number!.dnis},Text mark\n`);

    expect(document).toMatchObject({ status: 'completed', counts: { created: 1, warnings: 1, rejected: 0 } });
    expect(errors).toMatchObject([{ severity: 'warning', code: 'APOSTROPHE_DROPPED' }]);
  });

  it('names the group that has a number', async () => {
    const number = aNumber();
    const owner = await db.group({ numbers: [number] });

    const { document, errors } = await run(await db.group(), aCsv([number, aNumber()]));

    expect(document.status).toBe('needs_correction');
    expect(errors).toMatchObject([{ line: 1, code: 'NUMBER_TAKEN' }]);
    expect(errors[0]?.message).toContain(`"${owner.name}"`);
  });
});

describe('a file that cannot be imported at all', () => {
  const ended = (error: Partial<ImportError>) => ({
    status: 'failed',
    error,
    counts: NO_COUNTS,
    progress: { phase: 'done', percent: 100 },
    finishedAt: expect.any(Date),
  });

  it.each<[ImportError['code'], () => string, { line?: number }]>([
    ['TOO_MANY_ROWS', () => aCsv(someNumbers(10_001)), { line: 10_001 }],
    ['NO_ROWS', () => 'number,description\n\n,\n', {}],
    ['QUOTE_NOT_CLOSED', () => `${aCsv(someNumbers(2))}+12025550100,"open\n+12025550101,\n`, { line: 3 }],
  ])('fails as %s, with nothing written', async (code, csv, where) => {
    const group = await db.group({ numbers: [aNumber()] });
    const before = await poolOf(group);

    const { document, announced } = await run(group, csv());

    expect(document).toMatchObject(ended({ code, ...where }));
    expect(announced.at(-1)).toBe(document.seq);
    expect(await poolOf(group)).toEqual(before);
  });

  it('fails as FILE_GONE once the file is kept no longer', async () => {
    const accepted = await db.import(await db.group(), someNumbers(1));
    await db.client.db().collection<{ _id: string }>('importFiles').deleteOne({ _id: accepted.fileSha256 });

    await runImport.execute(idOf(accepted), () => undefined);

    expect(await read(accepted)).toMatchObject(ended(FILE_GONE));
  });

  it.each(['is being deleted', 'is gone'])('fails as GROUP_DELETED when its group %s', async (state) => {
    const group = await db.group();
    await (state === 'is gone' ? db.groups.delete(idOf(group)) : db.beginDeletion(group));

    const { document } = await run(group, aCsv(someNumbers(2)));

    expect(document).toMatchObject(ended(GROUP_DELETED));
    expect(await db.stored.numbers.countDocuments({ groupId: group._id })).toBe(0);
  });
});

describe('the counts of an import', () => {
  it('add up to its rows and say what has become of the pool, whatever the file', async () => {
    const taken = someNumbers(5);
    await db.group({ numbers: taken });
    const kinds = fc.constantFrom('new', 'ours', 'described', 'taken', 'bad', 'twice', 'blank');

    await fc.assert(
      fc.asyncProperty(fc.array(kinds, { minLength: 1, maxLength: 60 }), async (file) => {
        const ours = someNumbers(60);
        const group = await db.group({ numbers: ours });
        const lines = { taken: `${taken[0]!.dnis},`, bad: 'x,', blank: ',', twice: `${ours[0]!.dnis},` };
        const csv = file.map((kind, index): string => {
          if (kind === 'new') return `${aNumber().dnis},`;
          if (kind === 'ours') return `${ours[index]!.dnis},`;
          return kind === 'described' ? `${ours[index]!.dnis},text ${index}` : lines[kind];
        });

        const { document, errors } = await run(group, `number,description\n${csv.join('\n')}\n`, { onError: 'skip' });

        const { rows, created, updated, unchanged, rejected } = document.counts;
        expect(created + updated + unchanged + rejected).toBe(rows);
        expect(new Set(errors.map(({ line }) => line)).size).toBe(rejected);
        expect(await db.poolSize(group)).toEqual([60 + created, 60 + created]);
        expect((await poolOf(group)).filter(({ description }) => description !== '')).toHaveLength(updated);
      }),
      { numRuns: 20 },
    );
  });
});
