import { err, ok, type Result } from '../result.js';
import type { BrokenRow, CsvRow } from './csv-line.js';
import { type ImportError, ROWS_MAX } from './import.js';
import { readCsv } from './read-csv.js';

/** A row as it stands in a file, be it good or bad. */
export type DataRow = CsvRow | BrokenRow;

/** The data rows of a file that can be read as a whole. */
export interface DataRows extends Iterable<DataRow> {
  readonly count: number;
}

/**
 * The data rows of a file, or what is wrong with the file as a whole. They are counted now and read again whenever
 * they are asked for: that costs some milliseconds, while holding them all would cost memory that comes back late.
 */
export function readRows(text: string): Result<DataRows, ImportError> {
  let count = 0;
  for (const row of readCsv(text)) {
    if (row.kind === 'unclosed') return err({ ...QUOTE_NOT_CLOSED, line: row.line });
    if (count === ROWS_MAX) return err({ ...TOO_MANY_ROWS, line: row.line });
    count += 1;
  }
  return count > 0 ? ok({ count, [Symbol.iterator]: () => dataRows(text) }) : err(NO_ROWS);
}

function* dataRows(text: string): Generator<DataRow, void, undefined> {
  for (const row of readCsv(text)) if (row.kind !== 'unclosed') yield row;
}

const TOO_MANY_ROWS: ImportError = {
  code: 'TOO_MANY_ROWS',
  message: 'The file has more than 10,000 rows. Import it in parts.',
};

const NO_ROWS: ImportError = {
  code: 'NO_ROWS',
  message: 'The file has no rows. Write one for each number: number,description',
};

const QUOTE_NOT_CLOSED: ImportError = {
  code: 'QUOTE_NOT_CLOSED',
  message: 'A double quote opens in this line and none closes it. Close it, or double it if it belongs to the text.',
};
