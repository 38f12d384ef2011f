import { describe, expect, test } from '@jest/globals';
import { createRowChecker } from './check-rows.js';
import {
  addCorrections,
  checkCorrections,
  correctedRows,
  type Corrections,
  firstUnreadable,
  NO_CORRECTIONS,
} from './corrections.js';
import { readRows } from './read-rows.js';

const rules = { premiumRate: 'warn' } as const;
const rowsOf = (csv: string) => {
  const rows = readRows(csv);
  if (!rows.ok) throw new Error(rows.error.code);
  return rows.value;
};
const mended = (line: number, dnis: string, description = '') => ({ line, dnis, description });
const described = (line: number, description: string) => ({ line, description });

describe('corrections of several rounds', () => {
  test.each<[string, Corrections, Corrections, Corrections]>([
    ['none is none', NO_CORRECTIONS, NO_CORRECTIONS, NO_CORRECTIONS],
    [
      'both hold where they are about other rows',
      { rows: [mended(1, 'a')], discard: [2] },
      { rows: [mended(3, 'c')], discard: [4] },
      { rows: [mended(1, 'a'), mended(3, 'c')], discard: [2, 4] },
    ],
    [
      'a row is mended again',
      { rows: [mended(1, 'a')], discard: [] },
      { rows: [mended(1, 'b')], discard: [] },
      { rows: [mended(1, 'b')], discard: [] },
    ],
    [
      'one cell is mended after the other',
      { rows: [mended(1, 'a', 'x')], discard: [] },
      { rows: [described(1, 'y')], discard: [] },
      { rows: [mended(1, 'a', 'y')], discard: [] },
    ],
    [
      'a mended row is discarded',
      { rows: [mended(1, 'a')], discard: [] },
      { rows: [], discard: [1] },
      { rows: [], discard: [1] },
    ],
    [
      'a discarded row comes back mended',
      { rows: [], discard: [1, 2] },
      { rows: [mended(1, 'b')], discard: [] },
      { rows: [mended(1, 'b')], discard: [2] },
    ],
  ])('%s', (_, earlier, later, both) => {
    expect(addCorrections(earlier, later)).toEqual(both);
  });
});

describe('corrections by themselves', () => {
  const file = () => rowsOf('number,description\n+18005550100,"two\nlines"\n\n+18005550101,\n"a"b,\n');

  test('name lines at which rows begin', () => {
    expect(checkCorrections(file(), { rows: [mended(2, 'x'), mended(6, 'y')], discard: [5] })).toEqual([]);
  });

  test.each([
    ['of the header', { rows: [mended(1, 'x')], discard: [] }, [{ code: 'LINE_UNKNOWN', list: 'rows', index: 0 }]],
    ['inside of a row', { rows: [], discard: [2, 3] }, [{ code: 'LINE_UNKNOWN', list: 'discard', index: 1 }]],
    ['that is blank', { rows: [], discard: [4] }, [{ code: 'LINE_UNKNOWN', list: 'discard', index: 0 }]],
    ['behind the end', { rows: [], discard: [7] }, [{ code: 'LINE_UNKNOWN', list: 'discard', index: 0 }]],
    [
      'twice',
      { rows: [mended(2, 'x'), mended(2, 'y')], discard: [] },
      [{ code: 'LINE_TWICE', list: 'rows', index: 1 }],
    ],
    ['in both lists', { rows: [mended(2, 'x')], discard: [2] }, [{ code: 'LINE_TWICE', list: 'discard', index: 0 }]],
  ])('may not name a line %s', (_, corrections, problems) => {
    expect(checkCorrections(file(), corrections)).toEqual(problems);
  });
});

describe('rows with their corrections in place', () => {
  const check = (csv: string, corrections: Corrections) => {
    const checker = createRowChecker(rules);
    return [...correctedRows(rowsOf(csv), corrections)].map((row) => {
      const { entry, readable, findings } = checker.check(row);
      return [row.line, entry?.dnis ?? findings.map(({ code }) => code).join(), readable];
    });
  };
  const twins = '+18005550100,a\n+18005550100,b\n';

  test('mending the first of two duplicates frees the second', () => {
    expect(check(twins, { rows: [mended(1, '+18005550101')], discard: [] })).toEqual([
      [1, '+18005550101', '+18005550101'],
      [2, '+18005550100', '+18005550100'],
    ]);
  });

  test('discarding the first of two duplicates frees the second, and its number still counts as present', () => {
    expect(check(twins, { rows: [], discard: [1] })).toEqual([
      [1, '', '+18005550100'],
      [2, '+18005550100', '+18005550100'],
    ]);
  });

  test.each([
    ['+18005550100,Old\n', described(1, 'New'), '+18005550100,New'],
    ['x1,"Keeps, this"\n', { line: 1, dnis: '+18005550101' }, '+18005550101,Keeps, this'],
    ['+18005550100,a,b\n', described(1, 'c'), '+18005550100,c'],
    ['+18005550100\n', { line: 1 }, '+18005550100,'],
  ])('of %j a cell that is not mended stays', (csv, row, cells) => {
    const [corrected] = correctedRows(rowsOf(csv), { rows: [row], discard: [] });
    expect(corrected).toMatchObject({ kind: 'row', line: 1 });
    expect(corrected?.kind === 'row' && corrected.cells.join(',')).toBe(cells);
  });

  test('a mended row is checked like any other', () => {
    expect(
      check('x1,\n"a"b,c\n', { rows: [mended(1, ' 1 800 '), mended(2, '+18005550102', 'x'.repeat(33))], discard: [] }),
    ).toEqual([
      [1, 'DNIS_NOT_E164', null],
      [2, 'DESCRIPTION_TOO_LONG', '+18005550102'],
    ]);
  });
});

describe('the first row whose number cannot be read', () => {
  test.each([
    ['+18005550100,a\n+18005550101,b\n', [], null],
    ['+18005550100,a\nx,b\ny,c\n', [], 2],
    ['+18005550100,a\nx,b\ny,c\n', [2], 3],
    ['+18005550100,a\nx,b\n', [2], null],
    ['+18005550100\n+18005550101,a,b\n', [], null],
    [',no number\n', [], 1],
  ])('of %j without %j is in line %j', (csv, discard, line) => {
    expect(firstUnreadable(correctedRows(rowsOf(csv), { rows: [], discard }), rules)).toBe(line);
  });
});
