import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { NumberRules } from '../number/dnis.js';
import { parseDescription } from '../number/parse-description.js';
import { createRowChecker } from './check-rows.js';
import type { BrokenRow, CsvRow } from './csv-line.js';
import { readCsv } from './read-csv.js';
import { numbersCsv, rejectedCsv, type CsvReader } from './write-csv.js';

const rules: NumberRules = { premiumRate: 'warn' };

function check(text: string) {
  const checker = createRowChecker(rules);
  return Array.from(readCsv(text), (row) => {
    if (row.kind === 'unclosed') throw new Error('QUOTE_NOT_CLOSED');
    return { row, checked: checker.check(row) };
  });
}

const exported = (description: string, forWhom: CsvReader) =>
  [...numbersCsv([{ dnis: '+18005550100', description }], forWhom)].join('');

test.each([
  ['Claims', '+18005550100,Claims'],
  ['', '+18005550100,'],
  ['Renewals, west', '+18005550100,"Renewals, west"'],
  ['say "hi"', '+18005550100,"say ""hi"""'],
  ['=1+1', "+18005550100,'=1+1"],
  ["'=1+1", "+18005550100,''=1+1"],
  ['@sum', "+18005550100,'@sum"],
  ["'tis", "+18005550100,'tis"],
])('%j is exported as %s', (description, line) => {
  expect(exported(description, 'programs')).toBe(`number,description\r\n${line}\r\n`);
});

test('for a spreadsheet each number is marked as text', () => {
  expect(exported('Claims', 'spreadsheet')).toBe('number,description\r\n"=""+18005550100""",Claims\r\n');
});

const description = fc
  .string({ unit: fc.constantFrom('a', '"', ',', "'", '=', '+', '-', '@', ' ', 'é', '😀', ';'), maxLength: 32 })
  .map((text) => parseDescription(text))
  .filter((parsed) => parsed.ok)
  .map((parsed) => parsed.value);

test.each(['programs', 'spreadsheet'] as const)('what is exported for %s imports again unchanged', (forWhom) => {
  fc.assert(
    fc.property(fc.array(description, { maxLength: 20 }), (descriptions) => {
      const rows = descriptions.map((text, i) => ({
        dnis: `+1800555${String(i).padStart(4, '0')}`,
        description: text,
      }));
      const again = check([...numbersCsv(rows, forWhom)].join('')).map(({ checked }) => checked.entry);
      expect(again).toEqual(rows.map((row) => ({ ...row, country: 'US' })));
    }),
    { numRuns: 500 },
  );
});

describe('rejected rows', () => {
  const rejected = (text: string, forWhom?: CsvReader) => {
    const rows = check(text).map(({ row }) => ({ row, because: 'Mend it.' }));
    return [...rejectedCsv(rows, forWhom)].join('').split('\r\n').slice(1, -1);
  };

  test('stand under the header that permits a third cell', () => {
    expect([...rejectedCsv([])]).toEqual(['number,description,rejected because\r\n']);
  });

  test.each([
    ['a missing cell is empty', '+18005550100', '+18005550100,,Mend it.'],
    ['surplus cells join the description', '+18005550100,Sales, east,', '+18005550100,"Sales, east",Mend it.'],
    ['a misplaced quote is quoted', '+18005550100,say "hi" now', '+18005550100,"say ""hi"" now",Mend it.'],
    ['a formula in the number is made harmless', '=cmd|1,a', "'=cmd|1,a,Mend it."],
    ['a formula in the description, too', '+1800,=cmd|x', "+1800,'=cmd|x,Mend it."],
    ['an apostrophe that is there already is enough', "'+1800,'=x", "'+1800,'=x,Mend it."],
  ])('%s', (_, text, line) => {
    expect(rejected(text, 'programs')).toEqual([line]);
  });

  test('keep their digits in a spreadsheet', () => {
    expect(rejected('+1800,a')).toEqual(['"=""+1800""",a,Mend it.']);
  });

  test.each(['programs', 'spreadsheet'] as const)(
    'written for %s, say the same of each column when they are read again',
    (forWhom) => {
      const unit = fc.constantFrom('1', '8', 'a', '"', ',', "'", '=', '+', '-', '@', ' ', 'é');
      const cell = fc.string({ unit, maxLength: 40 }).map((text) => text.trim());
      const row = fc.tuple(cell, cell).filter((cells) => cells.some((text) => text !== ''));
      fc.assert(
        fc.property(row, (cells) => {
          const original: CsvRow | BrokenRow = { kind: 'row', line: 2, cells };
          const before = createRowChecker(rules).check(original);
          const [again] = check([...rejectedCsv([{ row: original, because: 'x' }], forWhom)].join(''));
          const codes = (findings: typeof before.findings) =>
            findings
              .filter(({ severity }) => severity === 'error')
              .map(({ column, code, suggestion }) => [column, code, suggestion]);
          expect(again?.checked.entry).toEqual(before.entry);
          expect(codes(again?.checked.findings ?? [])).toEqual(codes(before.findings));
        }),
        { numRuns: 2_000 },
      );
    },
  );
});
