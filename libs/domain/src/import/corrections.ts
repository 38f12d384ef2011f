import { type Dnis, type NumberRules } from '../number/dnis.js';
import { type CsvRow } from './csv-line.js';
import { type DataRow } from './read-rows.js';
import { readNumberCell } from './read-number-cell.js';
import { partsOf } from './row-parts.js';

/** A row as a person has mended it: cells as they would stand in the file; an absent one stays as it is. */
export interface MendedRow {
  /** Of the row in the file. */
  readonly line: number;
  readonly dnis?: string | undefined;
  readonly description?: string | undefined;
}

/** What people have done to the rows of an import, in all its rounds together; each line at most once. */
export interface Corrections {
  readonly rows: readonly MendedRow[];
  /** Lines of rows that are left out. */
  readonly discard: readonly number[];
}

export const NO_CORRECTIONS: Corrections = { rows: [], discard: [] };

/** A row that a person has left out: rejected without an error, and in nobody's way. */
export interface DiscardedRow {
  readonly kind: 'discarded';
  readonly line: number;
  readonly row: DataRow;
}

/** A row as it counts: as in the file, mended or discarded. */
export type CorrectedRow = DataRow | DiscardedRow;

/** Earlier corrections and those that came after them; of each row, and of each of its cells, the last word holds. */
export function addCorrections(earlier: Corrections, later: Corrections): Corrections {
  const before = new Map(earlier.rows.map((row) => [row.line, row]));
  const redone = new Set([...later.rows.map(({ line }) => line), ...later.discard]);
  const mended = later.rows.map(({ line, dnis, description }): MendedRow => ({
    line,
    dnis: dnis ?? before.get(line)?.dnis,
    description: description ?? before.get(line)?.description,
  }));
  return {
    rows: [...earlier.rows.filter(({ line }) => !redone.has(line)), ...mended],
    discard: [...earlier.discard.filter((line) => !redone.has(line)), ...later.discard],
  };
}

/** The rows of a file with the corrections in place, in file order. */
export function* correctedRows(
  file: Iterable<DataRow>,
  { rows, discard }: Corrections,
): Generator<CorrectedRow, void, undefined> {
  const mended = new Map(rows.map((row) => [row.line, row]));
  const discarded = new Set(discard);
  for (const row of file) {
    const { line } = row;
    const correction = mended.get(line);
    if (discarded.has(line)) yield { kind: 'discarded', line, row };
    else yield correction ? mend(row, correction) : row;
  }
}

export interface CorrectionProblem {
  readonly code: 'LINE_UNKNOWN' | 'LINE_TWICE';
  readonly list: 'rows' | 'discard';
  readonly index: number;
}

/** What is wrong with corrections by themselves: a line at which no row begins, or two words about one row. */
export function checkCorrections(file: Iterable<DataRow>, { rows, discard }: Corrections): CorrectionProblem[] {
  const known = new Set([...file].map(({ line }) => line));
  const seen = new Set<number>();
  const check = (list: 'rows' | 'discard', lines: readonly number[]) =>
    lines.flatMap((line, index): CorrectionProblem[] => {
      if (!known.has(line)) return [{ code: 'LINE_UNKNOWN', list, index }];
      if (seen.has(line)) return [{ code: 'LINE_TWICE', list, index }];
      seen.add(line);
      return [];
    });
  const lines = rows.map(({ line }) => line);
  return [...check('rows', lines), ...check('discard', discard)];
}

/**
 * The first row whose number cannot be read. A replacing import that skips it cannot know which number to keep.
 * Discarded rows do not count: whoever left them out has looked at them.
 *
 * @returns its line, or null when every number can be read
 */
export function firstUnreadable(rows: Iterable<CorrectedRow>, rules: NumberRules): number | null {
  for (const row of rows) if (row.kind !== 'discarded' && readableNumber(row, rules) === null) return row.line;
  return null;
}

/** The number that a row certainly means, wrong as it may be otherwise. */
export const readableNumber = (row: DataRow, rules: NumberRules): Dnis | null =>
  readNumberCell(partsOf(row).number, rules).readable;

function mend(row: DataRow, { line, dnis, description }: MendedRow): CsvRow {
  const parts = partsOf(row);
  return { kind: 'row', line, cells: [(dnis ?? parts.number).trim(), (description ?? parts.description).trim()] };
}
