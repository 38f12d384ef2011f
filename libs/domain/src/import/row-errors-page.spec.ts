import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ImportErrorCode } from './import.js';
import { KEPT_MESSAGES } from './plan-undo.js';
import { dnisMessage } from '../number/dnis-messages.js';
import { type DnisCode } from '../number/dnis.js';
import { type RowError, type RowErrorCode, type RowWarningCode } from './row-error.js';
import {
  descriptionProblem,
  dnisProblem,
  duplicateInFile,
  numberDraining,
  numberTaken,
  numberWarning,
  poolFull,
  structureProblem,
} from './row-messages.js';

const PAGE = readFileSync(join(import.meta.dirname, '../../../../docs/row-errors.md'), 'utf8');

/** The rows of the page's tables, cell by cell; a cell that begins with a code is known by the code. */
const rows = PAGE.split('\n')
  .filter((line) => line.startsWith('|') && !line.startsWith('| -'))
  .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())); // prettier-ignore
const rowsOf = (code: string) => rows.filter(([cell]) => cell === `\`${code}\``);

const row = { kind: 'row', line: 1, cells: [''] } as const;
const asDnis = (code: DnisCode): RowError => ({ ...dnisProblem(row, code), message: dnisMessage(code) });
const warning = (code: RowWarningCode) => numberWarning(row, code);

/** Every code, errors first, in the order in which a row is checked. */
const ROW_CODES: readonly RowError[] = [
  structureProblem(row, 'MISSING_COMMA'),
  structureProblem(row, 'TOO_MANY_COLUMNS'),
  structureProblem(row, 'BAD_QUOTE'),
  asDnis('DNIS_MISSING'),
  asDnis('DNIS_SCIENTIFIC_NOTATION'),
  asDnis('DNIS_NOT_E164'),
  asDnis('DNIS_TOO_LONG'),
  asDnis('DNIS_UNKNOWN_COUNTRY'),
  asDnis('DNIS_WRONG_LENGTH'),
  asDnis('DNIS_NATIONAL_FORMAT'),
  asDnis('DNIS_COUNTRY_NOT_ALLOWED'),
  asDnis('DNIS_PREMIUM_RATE'),
  duplicateInFile(row, 2),
  descriptionProblem(row, 'DESCRIPTION_TOO_LONG'),
  descriptionProblem(row, 'DESCRIPTION_CONTROL_CHARACTER'),
  numberTaken(row, 'Another group'),
  numberDraining(row),
  poolFull(row),
  warning('APOSTROPHE_DROPPED'),
  warning('DNIS_NOT_IN_USE'),
  warning('DNIS_PREMIUM_RATE'),
  warning('NOTHING_REMOVED'),
];

/** Compile only while every code is in them. */
const IS_LISTED: Readonly<Record<RowErrorCode | RowWarningCode, true>> = {
  ...{ MISSING_COMMA: true, TOO_MANY_COLUMNS: true, BAD_QUOTE: true, DUPLICATE_IN_FILE: true },
  ...{ DNIS_MISSING: true, DNIS_SCIENTIFIC_NOTATION: true, DNIS_NOT_E164: true, DNIS_TOO_LONG: true },
  ...{ DNIS_UNKNOWN_COUNTRY: true, DNIS_WRONG_LENGTH: true, DNIS_NATIONAL_FORMAT: true },
  ...{ DNIS_COUNTRY_NOT_ALLOWED: true, DNIS_PREMIUM_RATE: true },
  ...{ DESCRIPTION_TOO_LONG: true, DESCRIPTION_CONTROL_CHARACTER: true },
  ...{ NUMBER_TAKEN: true, NUMBER_DRAINING: true, POOL_FULL: true },
  ...{ APOSTROPHE_DROPPED: true, DNIS_NOT_IN_USE: true, NOTHING_REMOVED: true },
};
const FILE_ERRORS: Readonly<Record<ImportErrorCode, true>> = {
  ...{ TOO_MANY_ROWS: true, NO_ROWS: true, QUOTE_NOT_CLOSED: true, GROUP_DELETED: true, GAVE_UP: true },
  ...{ POOL_CHANGED: true, FILE_GONE: true, WOULD_EMPTY_POOL: true, CONFIRM_REMOVED: true, ABANDONED: true },
};

describe('docs/row-errors.md', () => {
  test.each(ROW_CODES.map((entry) => [`${entry.severity} ${entry.code}`, entry] as const))(
    'has %s as a row is told of it',
    (_, { code, severity, column, message }) => {
      const shown = [`\`${code}\``, severity, column ?? 'the row', message];
      expect(rowsOf(code)).toContainEqual(shown);
    },
  );

  test.each([...Object.keys(FILE_ERRORS), ...Object.keys(KEPT_MESSAGES)])('has %s', (code) => {
    expect(rowsOf(code).length).toBeGreaterThan(0);
  });

  test('has no code that there is not', () => {
    const known = new Set([...Object.keys(IS_LISTED), ...Object.keys(FILE_ERRORS), ...Object.keys(KEPT_MESSAGES)]);
    const shown = rows.flatMap(([cell = '']) => /^`([A-Z0-9_]+)`$/.exec(cell)?.[1] ?? []);
    expect(shown.filter((code) => !known.has(code))).toEqual([]);
  });
});

test('every code is listed once with each severity', () => {
  const listed = ROW_CODES.map(({ code, severity }) => `${severity} ${code}`);
  expect(new Set(listed).size).toBe(listed.length);
  expect(new Set(ROW_CODES.map(({ code }) => code))).toEqual(new Set(Object.keys(IS_LISTED)));
});
