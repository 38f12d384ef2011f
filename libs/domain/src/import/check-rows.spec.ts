import { describe, expect, test } from '@jest/globals';
import type { NumberRules } from '../number/dnis.js';
import { createRowChecker } from './check-rows.js';
import { readCsv } from './read-csv.js';

const rules: NumberRules = { premiumRate: 'warn' };

function check(text: string, stricter: Partial<NumberRules> = {}) {
  const checker = createRowChecker({ ...rules, ...stricter });
  return Array.from(readCsv(text), (row) => {
    if (row.kind === 'unclosed') throw new Error('QUOTE_NOT_CLOSED');
    return checker.check(row);
  });
}

/** Findings as `line column code → suggestion`. */
const findings = (text: string, stricter: Partial<NumberRules> = {}) =>
  check(text, stricter)
    .flatMap((row) => row.findings)
    .map(
      ({ line, column, code, suggestion }) =>
        `${line} ${column ?? 'row'} ${code}${suggestion === undefined ? '' : ` → ${suggestion}`}`,
    );

const entries = (text: string) =>
  check(text).flatMap(({ entry }) => (entry ? [`${entry.dnis} ${entry.description}`] : []));

const everyMistake = `DNIS,Description
+18005555554,Claims
18005555555,"Renewals, west"
+1 (800) 555-5556,Has spaces
1.80056E+10,Saved by a spreadsheet
+18005555554,Again
0018005555557,Dialled from abroad
+9991234567,No such country
+1800555,Too short
+180055555580000001,Too long
+18005555559
+18005555560,A description that is far longer than thirty-two characters
'+18005555561,Apostrophe
,No number
+18005555562,Sales,extra
`;

test('a file with every mistake is told all of them', () => {
  expect(findings(everyMistake)).toEqual([
    '4 dnis DNIS_NOT_E164 → +18005555556',
    '5 dnis DNIS_SCIENTIFIC_NOTATION',
    '6 dnis DUPLICATE_IN_FILE',
    '7 dnis DNIS_NOT_E164 → +18005555557',
    '8 dnis DNIS_UNKNOWN_COUNTRY',
    '9 dnis DNIS_WRONG_LENGTH',
    '10 dnis DNIS_TOO_LONG',
    '11 row MISSING_COMMA → +18005555559,',
    '12 description DESCRIPTION_TOO_LONG → A description that is far longer',
    '13 dnis APOSTROPHE_DROPPED',
    '14 dnis DNIS_MISSING',
    '15 row TOO_MANY_COLUMNS → +18005555562,"Sales, extra"',
  ]);
  expect(entries(everyMistake)).toEqual([
    '+18005555554 Claims',
    '+18005555555 Renewals, west',
    '+18005555561 Apostrophe',
  ]);
});

test('a good row has its entry and nothing to say', () => {
  expect(check('18005550100, Claims \n')).toEqual([
    {
      row: { kind: 'row', line: 1, cells: ['18005550100', 'Claims'] },
      entry: { dnis: '+18005550100', description: 'Claims', country: 'US' },
      readable: '+18005550100',
      findings: [],
    },
  ]);
});

test('a finding holds all that the API tells', () => {
  expect(check('+18005550100,a\n18005550100,b')[1]).toEqual({
    row: { kind: 'row', line: 2, cells: ['18005550100', 'b'] },
    entry: null,
    readable: '+18005550100',
    findings: [
      {
        line: 2,
        row: '18005550100,b',
        severity: 'error',
        column: 'dnis',
        value: '18005550100',
        code: 'DUPLICATE_IN_FILE',
        message: 'This number is already in line 1. Remove one of the two rows, or correct the number.',
      },
    ],
  });
});

describe('both columns are reported, and the structure beside the number', () => {
  test.each([
    [
      'number and description',
      '+1800,a\u0001b',
      ['1 dnis DNIS_WRONG_LENGTH', '1 description DESCRIPTION_CONTROL_CHARACTER → a b'],
    ],
    ['no comma and a bad number', 'x1', ['1 row MISSING_COMMA', '1 dnis DNIS_NOT_E164']],
    [
      'no comma and a number that can be mended',
      '1 800 555 0100',
      ['1 row MISSING_COMMA → +18005550100,', '1 dnis DNIS_NOT_E164 → +18005550100'],
    ],
    ['too many columns and a bad number', '+1800,a,b', ['1 row TOO_MANY_COLUMNS', '1 dnis DNIS_WRONG_LENGTH']],
    ['too many columns, the surplus empty', '+18005550100,a,,', ['1 row TOO_MANY_COLUMNS → +18005550100,a']],
    [
      'too many columns, too long together',
      `+18005550100,${'a'.repeat(20)},${'b'.repeat(20)}`,
      [`1 row TOO_MANY_COLUMNS → +18005550100,"${'a'.repeat(20)}, ${'b'.repeat(10)}"`],
    ],
    ['quotes in a bare description', '+18005550100,Say "hi"', ['1 row BAD_QUOTE → +18005550100,"Say ""hi"""']],
    ['quotes that are not doubled', '+18005550100,"Say "hi"" ', ['1 row BAD_QUOTE → +18005550100,"Say ""hi"""']],
    [
      'a quote that is not closed in its line',
      '+18005550100,"Sales\n1,"a"',
      ['1 row BAD_QUOTE → +18005550100,Sales', '2 dnis DNIS_WRONG_LENGTH'],
    ],
  ])('%s', (_, text, expected) => {
    expect(findings(text)).toEqual(expected);
  });
});

describe('the first row with a number wins', () => {
  test.each([
    ['whichever way it is written', '18005550100,a\n="+18005550100",b', '2 dnis DUPLICATE_IN_FILE'],
    [
      'even where it is rejected for its description',
      `+18005550100,${'x'.repeat(33)}\n+18005550100,b`,
      '2 dnis DUPLICATE_IN_FILE',
    ],
    ['even where it is rejected for its comma', '+18005550100\n+18005550100,b', '2 dnis DUPLICATE_IN_FILE'],
    ['even where its quotes are wrong', '+18005550100,a"b\n+18005550100,b', '2 dnis DUPLICATE_IN_FILE'],
  ])('%s', (_, text, expected) => {
    expect(findings(text).at(-1)).toBe(expected);
  });

  test('and every later one names it', () => {
    const messages = check('+18005550100,a\n+18005550100,b\n+18005550100,c').flatMap((row) =>
      row.findings.map((f) => f.message),
    );
    expect(messages).toEqual([expect.stringContaining('line 1'), expect.stringContaining('line 1')]);
  });
});

describe('a number is readable', () => {
  test.each([
    ['in a good row', '+18005550100,a', {}, '+18005550100'],
    ['without its comma', '+18005550100', {}, '+18005550100'],
    ['where only the installation refuses it', '+442079460958,a', { allowedCountries: ['US'] }, '+442079460958'],
    ['but not where digits are missing', '+1800555,a', {}, null],
    ['but not where it had to be guessed', '+1 800 555 0100,a', {}, null],
    ['but not where it could be another', '2025550123,a', { homeCountry: 'US' }, null],
  ])('%s', (_, text, stricter, readable) => {
    expect(check(text, stricter)[0]?.readable).toBe(readable);
  });
});

test.each([
  ['an apostrophe before a number', "'+18005550100,a", '+18005550100 a'],
  ['a number as text, written as a formula', '="+18005550100",a', '+18005550100 a'],
  ['the same, quoted', '"=""+18005550100""",a', '+18005550100 a'],
  ['an apostrophe before a formula', "+18005550100,'=1+1", '+18005550100 =1+1'],
  ['one of two apostrophes', "+18005550100,''=1+1", "+18005550100 '=1+1"],
  ['no apostrophe before a word', "+18005550100,'tis", "+18005550100 'tis"],
  ['a formula as it is', '+18005550100,=1+1', '+18005550100 =1+1'],
  ['a description formula of text as it is', '+18005550100,="x"', '+18005550100 ="x"'],
  ['32 characters behind the apostrophe', `+18005550100,'=${'x'.repeat(31)}`, `+18005550100 =${'x'.repeat(31)}`],
])('reads %s', (_, text, entry) => {
  expect(entries(text)).toEqual([entry]);
});

test.each([
  ['a number that is not in use', '+12220001234,a', ['1 dnis DNIS_NOT_IN_USE']],
  ['a trunk zero', '+4402079460958,a', ['1 dnis DNIS_NOT_IN_USE → +442079460958']],
  ['a premium rate number', '+19002345678,a', ['1 dnis DNIS_PREMIUM_RATE']],
])('warns of %s and takes it', (_, text, expected) => {
  expect(findings(text)).toEqual(expected);
  expect(entries(text)).toHaveLength(1);
});

test('a value is cut to 200 characters, never inside one', () => {
  const [row] = check(`+18005550100,${'x'.repeat(199)}😀 and more`);
  expect(row?.findings[0]?.value).toBe('x'.repeat(199));
  expect(check('+18005550100,a\ud83d')[0]?.findings[0]?.value.isWellFormed()).toBe(true);
});
