import { type CheckedRow, type Dnis, type Holder, type ImportPlan, NO_COUNTS } from '@ctci/domain';
import { aRowError } from '@ctci/testing';
import { describe, expect, it } from '@jest/globals';
import { Validation } from './validation.js';

const OURS = 'ours';
const dnisOf = (digits: string) => `+${digits}` as Dnis;

const goodRow = (line: number, digits: string, parts: { description?: string; country?: string } = {}): CheckedRow => {
  const { description = '', country = 'US' } = parts;
  const dnis = dnisOf(digits);
  const row = { kind: 'row', line, cells: [digits, description] } as const;
  return { row, entry: { dnis, description, country }, readable: dnis, findings: [] };
};
const badRow = (line: number, findings: CheckedRow['findings'] = [aRowError(line)]): CheckedRow => {
  return { row: { kind: 'row', line, cells: ['x', ''] }, entry: null, readable: null, findings };
};
const holder = (digits: string, parts: Partial<Holder> = {}): [Dnis, Holder] => {
  const dnis = dnisOf(digits);
  const pool = { groupId: OURS, groupName: 'Ours', description: '', draining: false, overflow: false };
  return [dnis, { dnis, ...pool, ...parts }];
};
const theirs = { groupId: 'theirs', groupName: 'Theirs' };

const validate = (rows: CheckedRow[], holders: [Dnis, Holder][] = [], room = 100) => {
  const validation = new Validation({ groupId: OURS, mode: 'merge', size: 0, room, revision: 7 });
  validation.add(rows, new Map(holders));
  return validation;
};

describe('validating the rows of a file against the pool', () => {
  it.each<[string, CheckedRow, [Dnis, Holder][], keyof ImportPlan, object]>([
    ['nobody has', goodRow(1, '12025550100', { description: 'A' }), [], 'created', { description: 'A' }],
    [
      'is in the pool with another description',
      goodRow(1, '12025550100', { description: 'New' }),
      [holder('12025550100', { description: 'Old' })],
      'updated',
      { description: 'New', seenDescription: 'Old' },
    ],
    [
      'is in the pool with the same description',
      goodRow(1, '12025550100', { description: 'Same' }),
      [holder('12025550100', { description: 'Same' })],
      'unchanged',
      { description: 'Same', seenDescription: 'Same' },
    ],
    [
      'is in the pool and keeps its description, the row having none',
      goodRow(1, '12025550100'),
      [holder('12025550100', { description: 'Kept' })],
      'unchanged',
      { description: 'Kept', seenDescription: 'Kept' },
    ],
    [
      'is draining in the group',
      goodRow(1, '12025550100', { description: 'Back' }),
      [holder('12025550100', { description: 'Gone', draining: true })],
      'revived',
      { description: 'Back', seenDescription: 'Gone' },
    ],
  ])('plans a number that %s', (_case, row, holders, part, number) => {
    const { plan, errors } = validate([row], holders).ready();

    const empty = { poolRevision: 7, created: [], revived: [], updated: [], unchanged: [], removed: [] };
    expect(plan).toEqual({ ...empty, [part]: [{ dnis: dnisOf('12025550100'), ...number }] });
    expect(errors).toEqual([]);
  });

  it.each<[string, [Dnis, Holder][], number, string, string]>([
    ['in another pool', [holder('12025550100', theirs)], 5, 'NUMBER_TAKEN', '"Theirs"'],
    ['an overflow number', [holder('12025550100', { overflow: true })], 5, 'NUMBER_TAKEN', '"Ours"'],
    ['draining elsewhere', [holder('12025550100', { ...theirs, draining: true })], 5, 'NUMBER_DRAINING', '30 minutes'],
    ['one too many', [], 0, 'POOL_FULL', '10,000'],
    ['draining here, and one too many', [holder('12025550100', { draining: true })], 0, 'POOL_FULL', '10,000'],
  ])('rejects a number that is %s', (_case, holders, room, code, told) => {
    const { plan, counts, errors } = validate([goodRow(3, '12025550100')], holders, room).ready();

    expect(plan.created).toEqual([]);
    expect(counts).toEqual({ ...NO_COUNTS, rows: 1, rejected: 1 });
    expect(errors).toEqual([
      {
        line: 3,
        row: '12025550100,',
        severity: 'error',
        column: 'dnis',
        value: '12025550100',
        code,
        message: expect.stringContaining(told),
      },
    ]);
  });

  it('gives the room that there is to the first rows, and none of it to rows that need none', () => {
    const rows = ['12025550100', '12025550101', '12025550102', '12025550103'].map((digits, index) =>
      goodRow(index + 1, digits),
    );

    const { plan, errors } = validate(rows, [holder('12025550100')], 2).ready();

    expect(plan.unchanged.map(({ dnis }) => dnis)).toEqual(['+12025550100']);
    expect(plan.created.map(({ dnis }) => dnis)).toEqual(['+12025550101', '+12025550102']);
    expect(errors).toMatchObject([{ line: 4, code: 'POOL_FULL' }]);
  });

  it('keeps the findings of a row in their order, what the pool says last', () => {
    const warned = {
      ...goodRow(1, '12025550100'),
      findings: [aRowError(1, { severity: 'warning', code: 'DNIS_NOT_IN_USE' })],
    };

    const { errors } = validate([warned], [holder('12025550100', theirs)]).ready();

    expect(errors.map(({ code }) => code)).toEqual(['DNIS_NOT_IN_USE', 'NUMBER_TAKEN']);
  });
});

describe('the counts of a validation', () => {
  it('add up to the rows, count warnings by finding and good rows by country', () => {
    const warning = aRowError(5, { severity: 'warning', code: 'APOSTROPHE_DROPPED' });
    const rows = [
      goodRow(1, '12025550100', { description: 'New' }),
      goodRow(2, '442071838750', { country: 'GB' }),
      goodRow(3, '12025550101', { description: 'Changed' }),
      badRow(4, [aRowError(4), aRowError(4, { column: 'description' })]),
      { ...goodRow(5, '12025550102'), findings: [warning, warning] },
      goodRow(6, '12025550103'),
    ];
    const holders = [holder('12025550101'), holder('12025550102'), holder('12025550103', theirs)];

    const counts = validate(rows, holders).counts();

    expect(counts).toEqual({
      rows: 6,
      created: 2,
      updated: 1,
      unchanged: 1,
      removed: 0,
      rejected: 2,
      warnings: 2,
      byCountry: { US: 3, GB: 1 },
    });
  });

  it('go on from batch to batch, and do not change once they have been given', () => {
    const validation = validate([goodRow(1, '12025550100')]);
    const first = validation.counts();

    validation.add([badRow(2), goodRow(3, '12025550101')], new Map());

    expect(first).toMatchObject({ rows: 1, created: 1, byCountry: { US: 1 } });
    expect(validation.counts()).toMatchObject({ rows: 3, created: 2, rejected: 1, byCountry: { US: 2 } });
    expect(validation).toMatchObject({ rowsDone: 3, hasRowErrors: true });
  });
});

describe('the row errors of a validation', () => {
  it('are taken once, in file order', () => {
    const validation = validate([badRow(1), badRow(2)]);
    expect(validation.takeErrors().map(({ line }) => line)).toEqual([1, 2]);
    expect(validation.takeErrors()).toEqual([]);

    validation.add([badRow(3)], new Map());

    expect(validation.ready().errors.map(({ line }) => line)).toEqual([3]);
  });
});
