import { type Corrections, type MendedRow } from './corrections.js';
import { readCsv } from './read-csv.js';
import { type RowError } from './row-error.js';

/**
 * The corrections that accept every suggestion: cells and rows are mended as suggested, and of rows with the same
 * number the first stays. What nothing is suggested for is left for a person.
 */
export function acceptSuggestions(errors: Iterable<RowError>): Corrections {
  const rows = new Map<number, MendedRow>();
  const discard = new Set<number>();
  for (const error of errors) {
    const { line, severity, code } = error;
    if (severity === 'warning') continue;
    if (code === 'DUPLICATE_IN_FILE') discard.add(line);
    const mended = mendedCells(error);
    // A mended row has all of its cells: what is suggested for one of them says nothing more.
    if (mended) rows.set(line, { ...mended, ...rows.get(line), line });
  }
  return { rows: [...rows.values()].filter(({ line }) => !discard.has(line)), discard: [...discard] };
}

function mendedCells({ column, suggestion }: RowError): Omit<MendedRow, 'line'> | null {
  if (suggestion === undefined) return null;
  if (column !== null) return { [column]: suggestion };
  const [row] = readCsv(suggestion);
  return row?.kind === 'row' ? { dnis: row.cells[0] ?? '', description: row.cells[1] ?? '' } : null;
}
