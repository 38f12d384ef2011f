import {
  asDnis,
  type CellProblem,
  type CheckedNumber,
  type Dnis,
  type DnisCode,
  type NumberRules,
} from '../number/dnis.js';
import { parseDnis } from '../number/parse-dnis.js';
import type { Result } from '../result.js';
import { textOfFormula } from './protect-cell.js';

/** A number cell with a spreadsheet's marks taken off. */
export interface NumberCell {
  readonly hadApostrophe: boolean;
  readonly parsed: Result<CheckedNumber, CellProblem<DnisCode>>;
  /** The number that the cell certainly means; one that only the installation's rules refuse is certain too. */
  readonly readable: Dnis | null;
}

/** Reads `+1800…`, `'+1800…` (a spreadsheet's mark for text) and `="+1800…"` (text written as a formula) alike. */
export function readNumberCell(cell: string, rules: NumberRules): NumberCell {
  const text = cell.trim();
  const hadApostrophe = text.length > 1 && text.startsWith("'");
  const content = hadApostrophe ? text.slice(1).trim() : text;
  const number = textOfFormula(content) ?? content;

  const parsed = parseDnis(number, rules);
  if (parsed.ok) return { hadApostrophe, parsed, readable: parsed.value.dnis };
  const isCertain = parsed.error.code === 'DNIS_COUNTRY_NOT_ALLOWED' || parsed.error.code === 'DNIS_PREMIUM_RATE';
  return { hadApostrophe, parsed, readable: isCertain ? asDnis(number.trim()) : null };
}
