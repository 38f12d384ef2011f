/** Data rows in one file, at most. */
export const ROWS_MAX = 10_000;

/** `needs_correction` waits for a person; the last three are final. */
export type ImportStatus =
  'queued' | 'validating' | 'needs_correction' | 'committing' | 'completed' | 'failed' | 'cancelled';

/** A worker is at it, or will be. */
export const UNFINISHED = ['queued', 'validating', 'committing'] as const satisfies readonly ImportStatus[];

export const isUnfinished = (status: ImportStatus): boolean => UNFINISHED.some((unfinished) => unfinished === status);

/** What can be called off: nothing of it has been written yet. */
export const CANCELLABLE = [...UNFINISHED, 'needs_correction'] as const satisfies readonly ImportStatus[];

/** How long an import waits for somebody to mend it. */
export const CORRECTION_DAYS = 30;

/** `merge` adds and updates; `replace` also removes what the file lacks. */
export type ImportMode = 'merge' | 'replace';

/** What row errors do: stop the import for a person to mend them, or cost only their rows. */
export type OnError = 'abort' | 'skip';

/** Once completed: rows = created + updated + unchanged + rejected. */
export interface ImportCounts {
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Rows with an error, discarded ones too. */
  readonly rejected: number;
  /** Findings, not rows. */
  readonly warnings: number;
  /** Good rows by `CheckedNumber.country`. */
  readonly byCountry: Readonly<Record<string, number>>;
}

export const NO_COUNTS: ImportCounts = {
  rows: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  removed: 0,
  rejected: 0,
  warnings: 0,
  byCountry: {},
};

/** What is left of the counts once it is certain that nothing will be written. */
export const withoutEffect = (counts: ImportCounts): ImportCounts => ({
  ...counts,
  ...{ created: 0, updated: 0, unchanged: 0, removed: 0 },
});

export type ImportPhase = 'queued' | 'validating' | 'committing' | 'done';

export interface ImportProgress {
  readonly phase: ImportPhase;
  readonly rowsDone: number;
  /** 0 until the file has been read. */
  readonly rowsTotal: number;
  /** 0 to 100, a whole number. */
  readonly percent: number;
}

export type ImportErrorCode =
  | 'TOO_MANY_ROWS'
  | 'NO_ROWS'
  | 'QUOTE_NOT_CLOSED'
  | 'GROUP_DELETED'
  | 'POOL_CHANGED'
  | 'GAVE_UP'
  | 'FILE_GONE'
  | 'WOULD_EMPTY_POOL'
  | 'CONFIRM_REMOVED'
  | 'ABANDONED';

/** Why an import as a whole ended without being written. */
export interface ImportError {
  readonly code: ImportErrorCode;
  /** English, says what to do. */
  readonly message: string;
  /** Physical line in the file, from 1. */
  readonly line?: number;
  /** Of `CONFIRM_REMOVED`: how many numbers would go. */
  readonly removed?: number;
}
