import type { NumberRules } from '../number/dnis.js';
import { parseDescription } from '../number/parse-description.js';
import type { BrokenRow, CsvRow } from './csv-line.js';
import { protect, unprotect } from './protect-cell.js';
import { type NumberCell, readNumberCell } from './read-number-cell.js';
import { partsOf } from './row-parts.js';
import { csvRow } from './write-csv.js';

/** A row of the right shape that was likely meant, as CSV; undefined unless it would be accepted. */
export function mendedRow(row: CsvRow | BrokenRow, number: NumberCell, rules: NumberRules): string | undefined {
  const parts = partsOf(row);
  const dnis = likelyDnis(number);
  if (dnis !== undefined) return written(dnis, parts.description);

  const apart = parts.description === '' ? takeApart(parts.number) : null;
  const mended = apart && likelyDnis(readNumberCell(apart.number, rules));
  return mended ? written(mended, apart.description) : undefined;
}

const likelyDnis = ({ parsed }: NumberCell): string | undefined =>
  parsed.ok ? parsed.value.dnis : parsed.error.suggestion;

function written(dnis: string, text: string): string | undefined {
  const description = parseDescription(unprotect(text));
  const likely = description.ok ? description.value : description.error.suggestion;
  return likely === undefined ? undefined : csvRow([dnis, protect(likely)]);
}

/** A number and a description in one cell, with something else than a comma between them. */
function takeApart(cell: string): { number: string; description: string } | null {
  if (cell.length > APART_MAX_LENGTH) return null;
  const [, number, description] = NUMBER_AND_TEXT.exec(cell) ?? [];
  return number !== undefined && description !== undefined ? { number, description } : null;
}

const NUMBER_AND_TEXT = /^([+(\d][\d\s()./-]*\d)[\s;|:]+([^\d\s].*)$/s;
const APART_MAX_LENGTH = 200;
