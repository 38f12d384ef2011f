import type { BrokenRow, CsvRow } from './csv-line.js';
import { asTextFormula, protect, textOfFormula } from './protect-cell.js';
import { REJECTED_HEADER } from './read-csv.js';
import { partsOf } from './row-parts.js';

/** `spreadsheet` marks numbers as text, so that they survive being opened and saved; both import again unchanged. */
export type CsvReader = 'programs' | 'spreadsheet';

/** A group's numbers as a CSV file (RFC 4180, CRLF), a line at a time. Formulas in descriptions are made harmless. */
export function* numbersCsv(
  rows: Iterable<{ readonly dnis: string; readonly description: string }>,
  forWhom: CsvReader,
): Generator<string, void, undefined> {
  yield csvLine(['number', 'description']);
  for (const { dnis, description } of rows) {
    yield csvLine([forWhom === 'spreadsheet' ? asTextFormula(dnis) : dnis, protect(description)]);
  }
}

/**
 * Rejected rows as a CSV file to mend and import again: each row re-quoted, missing cells empty, surplus cells
 * joined into the description, formulas made harmless, and the cells otherwise as they were.
 */
export function* rejectedCsv(
  rows: Iterable<{ readonly row: CsvRow | BrokenRow; readonly because: string }>,
  forWhom: CsvReader = 'spreadsheet',
): Generator<string, void, undefined> {
  yield csvLine(REJECTED_HEADER);
  for (const { row, because } of rows) {
    const { number, description } = partsOf(row);
    yield csvLine([protectNumber(number, forWhom), protectRawDescription(description), protect(because)]);
  }
}

/** Cells as one line of CSV without its line break, quoted where RFC 4180 or a cell's own spaces ask for it. */
export const csvRow = (cells: readonly string[]): string => cells.map(quote).join(',');

const csvLine = (cells: readonly string[]): string => `${csvRow(cells)}\r\n`;

const quote = (cell: string): string => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

// Importing drops one "'" from a number and reads ="…" as text, so neither may be put where one already stands.
function protectNumber(cell: string, forWhom: CsvReader): string {
  if (cell.startsWith("'") || textOfFormula(cell) !== null) return cell;
  const isNumber = /^\+?[0-9]+$/.test(cell);
  if (forWhom === 'spreadsheet' && isNumber && cell.length <= FORMULA_TEXT_MAX_LENGTH) return asTextFormula(cell);
  return !isNumber && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}

// This cell is as it stood in the file: importing takes a "'" off anyway, and one in front already makes it harmless.
const protectRawDescription = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

// The longest text that spreadsheets take inside a formula.
const FORMULA_TEXT_MAX_LENGTH = 255;
