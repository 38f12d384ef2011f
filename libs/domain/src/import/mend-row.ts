import { parseDescription } from '../number/parse-description.js';
import type { BrokenRow, CsvRow } from './csv-line.js';
import { protect, unprotect } from './protect-cell.js';
import type { NumberCell } from './read-number-cell.js';
import { partsOf } from './row-parts.js';
import { csvRow } from './write-csv.js';

/** A row of the right shape that was likely meant, as CSV; undefined unless it would be accepted. */
export function mendedRow(row: CsvRow | BrokenRow, number: NumberCell): string | undefined {
  const dnis = number.parsed.ok ? number.parsed.value.dnis : number.parsed.error.suggestion;
  if (dnis === undefined) return undefined;

  const description = parseDescription(unprotect(partsOf(row).description));
  return description.ok ? csvRow([dnis, protect(description.value)]) : undefined;
}
