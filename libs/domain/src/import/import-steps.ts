import { CORRECTION_DAYS, type ImportError, type ImportProgress, type ImportStatus } from './import.js';

/** How often a worker may begin an import; one that has not ended by then has killed its workers. */
export const STARTS_MAX = 6;

export const GAVE_UP: ImportError = {
  code: 'GAVE_UP',
  message: `The import was begun ${STARTS_MAX} times and never ended. Upload the file again, and report it if that ends the same way.`,
};

export const FILE_GONE: ImportError = {
  code: 'FILE_GONE',
  message: 'The file is kept no longer. Upload it again.',
};

export const GROUP_DELETED: ImportError = {
  code: 'GROUP_DELETED',
  message: 'The group was deleted before the import could be written. Import the file into another group.',
};

/** How often an import is validated anew because its pool has changed meanwhile. */
export const ROUNDS_MAX = 50;

export const POOL_CHANGED: ImportError = {
  code: 'POOL_CHANGED',
  message: `The pool was changed by somebody else each of the ${ROUNDS_MAX} times that the file was checked against it. Import the file again when nobody is changing the group.`,
};

export const ABANDONED: ImportError = {
  code: 'ABANDONED',
  message: `Nobody has mended the rows within ${CORRECTION_DAYS} days, so the import was cancelled. Upload the file again.`,
};

/** Whether an import has shown what it would do and waits for somebody to say that it may. */
export const isCommittable = (ended: {
  readonly status: ImportStatus;
  readonly dryRun: boolean;
  readonly error?: ImportError;
}): boolean =>
  ended.status === 'completed' ? ended.dryRun : ended.status === 'failed' && ended.error?.code === 'CONFIRM_REMOVED';

/** Percent of an import whose rows are all validated: what is left is the commit. */
const VALIDATED_PERCENT = 90;

export const WAITING: ImportProgress = { phase: 'queued', rowsDone: 0, rowsTotal: 0, percent: 0 };
export const VALIDATING: ImportProgress = { phase: 'validating', rowsDone: 0, rowsTotal: 0, percent: 0 };

/** Where an import is that has validated so many of its rows. */
export const validated = (rowsDone: number, rowsTotal: number): ImportProgress => ({
  phase: 'validating',
  rowsDone,
  rowsTotal,
  percent: Math.floor((VALIDATED_PERCENT * rowsDone) / rowsTotal),
});

export const committing = (rows: number): ImportProgress => ({
  phase: 'committing',
  rowsDone: rows,
  rowsTotal: rows,
  percent: VALIDATED_PERCENT,
});
