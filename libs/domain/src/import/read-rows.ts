import { err, ok, type Result } from '../result.js';
import type { BrokenRow, CsvRow } from './csv-line.js';
import { type ImportError, ROWS_MAX } from './import.js';
import { readCsv } from './read-csv.js';

/** The data rows of a file, or what is wrong with the file as a whole. Reads no further than one row too many. */
export function readRows(text: string): Result<(CsvRow | BrokenRow)[], ImportError> {
  const rows: (CsvRow | BrokenRow)[] = [];
  for (const row of readCsv(text)) {
    if (row.kind === 'unclosed') return err({ ...QUOTE_NOT_CLOSED, line: row.line });
    if (rows.length === ROWS_MAX) return err({ ...TOO_MANY_ROWS, line: row.line });
    rows.push(row);
  }
  return rows.length > 0 ? ok(rows) : err(NO_ROWS);
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
