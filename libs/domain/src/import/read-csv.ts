import type { BrokenRow, CsvLine, CsvRow, UnclosedQuote } from './csv-line.js';
import { scanRow } from './scan-csv-row.js';

/** The header of `rejected.csv`; only under it may a row have a third cell, which is ignored. */
export const REJECTED_HEADER = ['number', 'description', 'rejected because'] as const;

/**
 * The data rows of a CSV file (RFC 4180), one at a time as they are asked for: a header, blank rows and rows of
 * nothing but commas are left out. Lines may end in CRLF, LF or CR, in any mixture. A row with a misplaced quote
 * costs its own physical line alone. The time is linear in the text, whatever it holds.
 *
 * @param text without byte order mark
 */
export function* readCsv(text: string): Generator<CsvLine, void, undefined> {
  let at = { position: 0, line: 1 };
  let isFirst = true;
  let ignoresThirdCell = false;

  while (at.position < text.length) {
    const { row, next } = scanRow(text, at);
    at = next;
    if (isBlank(row)) continue;

    if (isFirst && isHeader(row)) {
      ignoresThirdCell = isRejectedHeader(row);
    } else {
      yield ignoresThirdCell ? withoutThirdCell(row) : row;
    }
    isFirst = false;
  }
}

const isBlank = (row: CsvLine): boolean => row.kind === 'row' && row.cells.every((cell) => cell.trim() === '');

// A number has digits, so a first cell with letters and none is a caption.
function isHeader(row: CsvLine): row is CsvRow {
  const caption = row.kind === 'row' ? row.cells[0]?.slice(0, CAPTION_MAX_LENGTH) : undefined;
  return caption !== undefined && /\p{L}/u.test(caption) && !/\p{Nd}/u.test(caption);
}

const isRejectedHeader = ({ cells }: CsvRow): boolean =>
  cells.length === REJECTED_HEADER.length && REJECTED_HEADER.every((caption, i) => cells[i]?.trim() === caption);

function withoutThirdCell(row: CsvRow | BrokenRow | UnclosedQuote): CsvLine {
  return row.kind === 'row' && row.cells.length === REJECTED_HEADER.length
    ? { ...row, cells: row.cells.slice(0, 2) }
    : row;
}

const CAPTION_MAX_LENGTH = 200;
