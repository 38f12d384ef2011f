import { describe, expect, test } from '@jest/globals';
import { type NumberRules } from '../number/dnis.js';
import { acceptSuggestions } from './accept-suggestions.js';
import { createRowChecker } from './check-rows.js';
import { type Corrections, correctedRows, NO_CORRECTIONS } from './corrections.js';
import { readRows } from './read-rows.js';

const rules: NumberRules = { premiumRate: 'warn', homeCountry: 'US' };

function check(csv: string, corrections: Corrections = NO_CORRECTIONS) {
  const file = readRows(csv);
  if (!file.ok) throw new Error(file.error.code);
  const checker = createRowChecker(rules);
  return [...correctedRows(file.value, corrections)].map((row) => checker.check(row));
}
const accept = (csv: string) => check(csv, acceptSuggestions(check(csv).flatMap(({ findings }) => findings)));

/** Rows as people really write them, each wrong, and what they are once every suggestion has been accepted. */
const MENDED: readonly (readonly [string, string])[] = [
  ['+1 (800) 555-0100,Brackets', '+18005550100,Brackets'],
  ['1.800.555.0101,Dots', '+18005550101,Dots'],
  ['+1\u2013800\u2013555\u20130102,Dashes', '+18005550102,Dashes'],
  ['+1\u00a0800\u00a0555\u00a00103,No-break spaces', '+18005550103,No-break spaces'],
  ['\uff0b\uff11\uff18\uff10\uff10\uff15\uff15\uff15\uff10\uff11\uff10\uff14,Full width', '+18005550104,Full width'],
  ['00442079460958,From abroad', '+442079460958,From abroad'],
  ['+00442079460959,Both', '+442079460959,Both'],
  ['++442079460960,Twice', '+442079460960,Twice'],
  ['+44 (0)20 7946 0961,Zero in brackets', '+442079460961,Zero in brackets'],
  ['tel:+1-800-555-0105,A link', '+18005550105,A link'],
  ['Tel. +1 800 555 0106,A label', '+18005550106,A label'],
  ['Phone: (202) 555-0107,A label at home', '+12025550107,A label at home'],
  ['(202) 555-0108,National', '+12025550108,National'],
  ['18005550109.0,A decimal', '+18005550109,A decimal'],
  ['+18005550110', '+18005550110,'],
  ['+18005550111;Semicolon', '+18005550111,Semicolon'],
  ['+18005550113 Claims 2', '+18005550113,Claims 2'],
  ['+18005550114\tTab', '+18005550114,Tab'],
  ['+18005550115,Sales,west', '+18005550115,Sales, west'],
  ['+18005550116,"Say "hi"', '+18005550116,Say "hi'],
  [`+18005550117,${'x'.repeat(40)}`, `+18005550117,${'x'.repeat(32)}`],
  [`+1 800 555 0118,${'x'.repeat(40)},y`, `+18005550118,${'x'.repeat(32)}`],
  ['+1 800 555 0119,a\u0007b', '+18005550119,a b'],
];

/** Rows that only a person can mend. */
const LEFT: readonly string[] = ['1.80056E+10,Digits are lost', ',No number', '+1800555,Too short', 'sales@x.com 1,A'];

describe('accepting every suggestion', () => {
  test.each(MENDED)('makes of %j %j', (row, mended) => {
    const [before] = check(`${row}\n`);
    expect(before?.findings.some(({ severity }) => severity === 'error')).toBe(true);
    const [after] = accept(`${row}\n`);
    expect(after?.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(`${after?.entry?.dnis},${after?.entry?.description}`).toBe(mended);
  });

  test.each(LEFT)('leaves %j to a person', (row) => {
    const [before] = check(`${row}\n`);
    expect(acceptSuggestions(before!.findings)).toEqual(NO_CORRECTIONS);
  });

  test('keeps the first of rows with the same number', () => {
    const rows = accept('+18005550100,First\n+18005550101,Other\n18005550100,Second\n');
    expect(rows.map(({ entry }) => entry?.description)).toEqual(['First', 'Other', undefined]);
    expect(rows.flatMap(({ findings }) => findings)).toEqual([]);
  });

  test('mends a whole file in one or two rounds', () => {
    const csv = `number,description\n${MENDED.map(([row]) => `${row}\n`).join('')}`;
    const left = accept(csv).filter(({ entry }) => entry === null);
    expect(left).toEqual([]);
  });
});
