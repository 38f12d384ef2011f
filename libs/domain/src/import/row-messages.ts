import { dnisMessage } from '../number/dnis-messages.js';
import type { DescriptionCode, DnisCode } from '../number/dnis.js';
import type { DataRow } from './read-rows.js';
import type { RowColumn, RowError, RowErrorCode, RowWarningCode } from './row-error.js';
import { csvRow } from './write-csv.js';

/** A number that another group has. */
export const numberTaken = (row: DataRow, groupName: string): RowError =>
  dnisError(
    row,
    'NUMBER_TAKEN',
    `This number already belongs to the group "${groupName}". Use another number, or delete it there first.`,
  );

/** A number that its former group has given up, but whose last call-ins are still live. */
export const numberDraining = (row: DataRow): RowError =>
  dnisError(
    row,
    'NUMBER_DRAINING',
    'This number is being removed from another group and still has live call-ins. Try again in 30 minutes.',
  );

/** No room left in the pool for a number that is not in it yet. */
export const poolFull = (row: DataRow): RowError =>
  dnisError(row, 'POOL_FULL', 'The group already has 10,000 numbers. Delete some first, or use another group.');

/** The same number further up; the first row wins. */
export const duplicateInFile = (row: DataRow, firstLine: number): RowError =>
  dnisError(
    row,
    'DUPLICATE_IN_FILE',
    `This number is already in line ${firstLine}. Remove one of the two rows, or correct the number.`,
  );

export const dnisProblem = (row: DataRow, code: DnisCode, suggestion?: string): RowError =>
  dnisError(row, code, dnisMessage(code, suggestion), suggestion);

export const descriptionProblem = (row: DataRow, code: DescriptionCode, suggestion?: string): RowError =>
  finding(row, { severity: 'error', column: 'description', code, message: MESSAGES[code] }, suggestion);

export const structureProblem = (row: DataRow, code: StructureCode, suggestion?: string): RowError =>
  finding(row, { severity: 'error', column: null, code, message: MESSAGES[code] }, suggestion);

export const numberWarning = (row: DataRow, code: RowWarningCode, suggestion?: string): RowError =>
  finding(row, { severity: 'warning', column: 'dnis', code, message: MESSAGES[code] }, suggestion);

/** What is worth knowing of a number or wrong with a description, for whoever enters one by hand. */
export const findingMessage = (code: DescriptionCode | RowWarningCode): string => MESSAGES[code];

/** What can be wrong with a row before its cells are looked at. */
export type StructureCode = 'MISSING_COMMA' | 'TOO_MANY_COLUMNS' | 'BAD_QUOTE';

const dnisError = (row: DataRow, code: RowErrorCode, message: string, suggestion?: string): RowError =>
  finding(row, { severity: 'error', column: 'dnis', code, message }, suggestion);

function finding(
  row: DataRow,
  { severity, column, code, message }: Pick<RowError, 'severity' | 'column' | 'code' | 'message'>,
  suggestion: string | undefined,
): RowError {
  const value = excerpt(cellText(row, column));
  const found: RowError = { line: row.line, row: excerpt(rowText(row)), severity, column, value, code, message };
  return suggestion === undefined ? found : { ...found, suggestion };
}

const rowText = (row: DataRow): string => (row.kind === 'row' ? csvRow(row.cells) : row.raw);

function cellText(row: DataRow, column: RowColumn): string {
  if (row.kind === 'broken' || column === null) return rowText(row);
  return row.cells[column === 'dnis' ? 0 : 1] ?? '';
}

// At most 200 UTF-16 units, and none of them half a character: JSON and BSON take no lone surrogate.
function excerpt(value: string): string {
  const clipped = value.slice(0, VALUE_MAX_LENGTH);
  const isCutInside = value.length > VALUE_MAX_LENGTH && /[\ud800-\udbff]$/.test(clipped);
  return (isCutInside ? clipped.slice(0, -1) : clipped).toWellFormed();
}

const VALUE_MAX_LENGTH = 200;

const MESSAGES: Readonly<Record<DescriptionCode | StructureCode | RowWarningCode, string>> = {
  DESCRIPTION_TOO_LONG: 'The description is longer than 32 characters. Shorten it.',
  DESCRIPTION_CONTROL_CHARACTER: 'The description has a line break or another control character in it. Remove it.',
  MISSING_COMMA: 'The comma after the number is missing. It is needed even where the description is empty.',
  TOO_MANY_COLUMNS:
    'The row has more than two columns. If the description has a comma in it, put the description in double quotes.',
  BAD_QUOTE:
    'A double quote stands where none may. Put the whole description in double quotes and double each quote inside it.',
  NOTHING_REMOVED:
    'The number in this row cannot be read, so nobody knows which number the file means to keep: no number is removed from the pool. Mend or discard the row.',
  APOSTROPHE_DROPPED: "The apostrophe in front of the number was dropped. It is a spreadsheet's mark for text.",
  DNIS_NOT_IN_USE: 'No number of this range is known to be in use. Check it; a range that is very new is fine.',
  DNIS_PREMIUM_RATE: 'This is a premium rate number: whoever calls it pays extra. Check that this is meant.',
};
