import type { DescriptionCode, DnisCode, NumberWarning } from '../number/dnis.js';

/** Everything that can be wrong with one row; a row with one of these is never written. */
export type RowErrorCode =
  | DnisCode
  | DescriptionCode
  | 'MISSING_COMMA'
  | 'TOO_MANY_COLUMNS'
  | 'BAD_QUOTE'
  | 'DUPLICATE_IN_FILE'
  | 'NUMBER_TAKEN'
  | 'NUMBER_DRAINING'
  | 'POOL_FULL';

/** Worth knowing, never a refusal. */
export type RowWarningCode = NumberWarning | 'APOSTROPHE_DROPPED' | 'NOTHING_REMOVED';

export type RowColumn = 'dnis' | 'description' | null;

/** One finding about one row, as the API tells it and MongoDB stores it. */
export interface RowError {
  /** Physical line in the file, from 1, at which the row begins. */
  readonly line: number;
  /** The row as it stood in this round, mended or not, as CSV; at most 200 characters of it. */
  readonly row: string;
  readonly severity: 'error' | 'warning';
  /** `null` when the row as a whole is wrong. */
  readonly column: RowColumn;
  /** The cell of it; the row itself where the column is `null`. At most 200 characters. */
  readonly value: string;
  readonly code: RowErrorCode | RowWarningCode;
  /** English, says what to do. */
  readonly message: string;
  /** A mended cell; for a row error (`column: null`) the mended row as CSV. */
  readonly suggestion?: string;
}
