import { acceptSuggestions, type RowError } from '@ctci/domain';
import { type Strings } from '../app/strings/en.js';
import { type RowFinding } from './queries.js';

/** A row of a file that has at least one row error. */
export interface WrongRow {
  readonly line: number;
  /** As it stood, as CSV. */
  readonly was: string;
  readonly findings: readonly RowFinding[];
}

export const isError = ({ severity }: RowFinding): boolean => severity === 'error';

/** What rows with this code have in common, in a few words. */
export const kindOf = (code: string, { codes }: Strings['imports']): string =>
  (codes as Readonly<Partial<Record<string, string>>>)[code] ?? code;

/** In file order. */
export function wrongRows(findings: readonly RowFinding[]): WrongRow[] {
  const rows = Map.groupBy(findings.filter(isError), ({ line }) => line);
  return [...rows].map(([line, found]) => ({ line, was: found[0]?.row ?? '', findings: found }));
}

/** What a person has done about one row; an absent cell stays as it is in the file. */
export type Correction =
  { readonly kind: 'mended'; readonly dnis?: string; readonly description?: string } | { readonly kind: 'discarded' };

/** What is suggested for a row; null where nothing is. Of rows with the same number the first stays. */
export function suggested({ findings }: WrongRow): Correction | null {
  const { rows, discard } = acceptSuggestions(findings as RowError[]);
  if (discard.length > 0) return { kind: 'discarded' };
  const [row] = rows;
  if (!row || !mendsAll(findings)) return null;
  return {
    kind: 'mended',
    ...(row.dnis !== undefined && { dnis: row.dnis }),
    ...(row.description !== undefined && { description: row.description }),
  };
}

/** A suggestion for one cell of two that are wrong would leave the row wrong. */
const mendsAll = (findings: readonly RowFinding[]): boolean => {
  const isWhole = findings.some(({ column, suggestion }) => column === null && suggestion !== undefined);
  return isWhole || findings.every(({ suggestion }) => suggestion !== undefined);
};

/** The cells that may be edited, as they stood; null is a cell that nothing was said about. */
export function cellsOf({ findings }: WrongRow): { readonly dnis: string | null; readonly description: string | null } {
  const whole = findings.find(({ column }) => column === null);
  const cell = (column: 'dnis' | 'description') => findings.find((finding) => finding.column === column)?.value ?? null;
  if (!whole) return { dnis: cell('dnis'), description: cell('description') };
  return { dnis: cell('dnis') ?? whole.value, description: cell('description') ?? '' };
}

/** Row errors by their code, most frequent first. */
export function byKind(rows: readonly WrongRow[]): { readonly code: string; readonly rows: readonly WrongRow[] }[] {
  const kinds = Map.groupBy(rows, ({ findings }) => findings[0]?.code ?? '');
  return [...kinds].map(([code, found]) => ({ code, rows: found })).sort((a, b) => b.rows.length - a.rows.length);
}
