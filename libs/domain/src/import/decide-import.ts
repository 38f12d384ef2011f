import { type ImportCounts, type ImportError, type ImportMode, type OnError } from './import.js';

/** What whoever started an import has asked for. */
export interface ImportWish {
  readonly mode: ImportMode;
  readonly onError: OnError;
  readonly dryRun: boolean;
  /** How many numbers a replacing import may remove, as a person has read and confirmed it. */
  readonly confirmRemoved?: number;
}

/** How an import goes on once its rows are validated. */
export type ImportDecision =
  { readonly next: 'commit' | 'rest' | 'report' } | { readonly next: 'fail'; readonly error: ImportError };

/** What a round has found. */
export interface ImportOutlook {
  /** As a commit would have them. */
  readonly counts: ImportCounts;
  /** Discarded rows are rejected without one. */
  readonly hasRowErrors: boolean;
  /** Before the import. */
  readonly poolSize: number;
}

/** Decides what becomes of a validated import: it is written, rests for a person, only reports, or may not be written. */
export function decideImport(wish: ImportWish, { counts, hasRowErrors, poolSize }: ImportOutlook): ImportDecision {
  if (wish.dryRun) return { next: 'report' };
  if (hasRowErrors && wish.onError === 'abort') return { next: 'rest' };

  const { removed } = counts;
  if (removed > 0 && poolSize - removed + counts.created < 1) return { next: 'fail', error: WOULD_EMPTY_POOL };
  const isConfirmed = !needsConfirmation(removed, poolSize) || removed === wish.confirmRemoved;
  return isConfirmed ? { next: 'commit' } : { next: 'fail', error: confirmRemoved(removed, poolSize) };
}

/** Whether a person must have seen how many numbers go: more than a tenth of the pool, and more than one. */
export const needsConfirmation = (removed: number, poolSize: number): boolean => removed > 1 && removed * 10 > poolSize;

const WOULD_EMPTY_POOL: ImportError = {
  code: 'WOULD_EMPTY_POOL',
  message:
    'No number of the pool is in the file and none of the file can be added, so the group would be left without numbers. Mend the file, or delete the group.',
};

const confirmRemoved = (removed: number, poolSize: number): ImportError => ({
  code: 'CONFIRM_REMOVED',
  message: `The file lacks ${removed} of the ${poolSize} numbers in the pool, which would be removed. If that is meant, commit this import with confirmRemoved=${removed}.`,
  removed,
});
