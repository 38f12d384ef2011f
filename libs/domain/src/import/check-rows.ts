import type { CheckedNumber, Dnis, NumberRules } from '../number/dnis.js';
import { parseDescription } from '../number/parse-description.js';
import { type CorrectedRow, readableNumber } from './corrections.js';
import type { BrokenRow, CsvRow } from './csv-line.js';
import { mendedRow } from './mend-row.js';
import { asCell, unprotect } from './protect-cell.js';
import { readNumberCell, type NumberCell } from './read-number-cell.js';
import type { DataRow } from './read-rows.js';
import type { RowError } from './row-error.js';
import {
  descriptionProblem,
  dnisProblem,
  duplicateInFile,
  numberWarning,
  structureProblem,
  type StructureCode,
} from './row-messages.js';
import { partsOf } from './row-parts.js';

/** A row as it may go into a pool. */
export interface RowEntry {
  readonly dnis: Dnis;
  readonly description: string;
  /** As in {@link CheckedNumber}. */
  readonly country: string;
}

export interface CheckedRow {
  readonly row: DataRow;
  /** Null when any finding is an error, and where the row is discarded. */
  readonly entry: RowEntry | null;
  /** The number where it can be read, even in a rejected row: a replacing import counts it as present. */
  readonly readable: Dnis | null;
  /** First failure of each column, and warnings; in the order of the columns. */
  readonly findings: readonly RowError[];
}

/** Checks the rows of one file in their order: it remembers which numbers have been there. */
export interface RowChecker {
  check(row: CorrectedRow): CheckedRow;
}

/** A checker for one file and one round. */
export function createRowChecker(rules: NumberRules): RowChecker {
  const firstLines = new Map<Dnis, number>();
  return {
    check(row) {
      if (row.kind === 'discarded') return checkDiscarded(row.row, rules);
      const number = readNumberCell(partsOf(row).number, rules);
      const firstLine = number.readable === null ? undefined : firstLines.get(number.readable);
      if (number.readable !== null && firstLine === undefined) firstLines.set(number.readable, row.line);
      return row.kind === 'broken' ? checkBroken(row, number, rules) : checkCells(row, number, { rules, firstLine });
    },
  };
}

const checkDiscarded = (row: DataRow, rules: NumberRules): CheckedRow => ({
  row,
  entry: null,
  readable: readableNumber(row, rules),
  findings: [],
});

function checkBroken(row: BrokenRow, number: NumberCell, rules: NumberRules): CheckedRow {
  const problem = structureProblem(row, 'BAD_QUOTE', mendedRow(row, number, rules));
  return { row, entry: null, readable: number.readable, findings: [problem] };
}

function checkCells(
  row: CsvRow,
  number: NumberCell,
  { rules, firstLine }: { rules: NumberRules; firstLine: number | undefined },
): CheckedRow {
  const { cells } = row;
  const findings: RowError[] = [];
  const structure = structureCode(cells);
  if (structure) findings.push(structureProblem(row, structure, mendedRow(row, number, rules)));
  findings.push(...numberFindings(row, number, firstLine));

  const description = parseDescription(unprotect((cells[1] ?? '').trim()));
  if (!structure && !description.ok) {
    const { code, suggestion } = description.error;
    findings.push(descriptionProblem(row, code, suggestion && asCell(suggestion)));
  }

  const isRejected = findings.some(({ severity }) => severity === 'error');
  const entry =
    !isRejected && description.ok && number.parsed.ok ? entryOf(number.parsed.value, description.value) : null;
  return { row, entry, readable: number.readable, findings };
}

function structureCode(cells: readonly string[]): StructureCode | null {
  if (cells.length === 1) return 'MISSING_COMMA';
  return cells.length > 2 ? 'TOO_MANY_COLUMNS' : null;
}

function numberFindings(row: DataRow, number: NumberCell, firstLine?: number): RowError[] {
  const { parsed } = number;
  const dropped = number.hadApostrophe ? [numberWarning(row, 'APOSTROPHE_DROPPED')] : [];
  if (!parsed.ok) return [dnisProblem(row, parsed.error.code, parsed.error.suggestion), ...dropped];
  if (firstLine !== undefined) return [duplicateInFile(row, firstLine), ...dropped];
  return [...dropped, ...parsed.value.warnings.map((code) => numberWarning(row, code, parsed.value.likelyMeant))];
}

const entryOf = ({ dnis, country }: CheckedNumber, description: string): RowEntry => ({ dnis, description, country });
