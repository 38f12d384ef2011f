import { ROWS_MAX } from '@ctci/domain';
import { z } from 'zod';
import { API_BASE, endpoint } from './endpoint.js';
import { Import } from './imports.js';
import { Id } from './page.js';

/** Longer cells could only be refused again. */
const CELL_MAX_LENGTH = 200;

const line = z.int().min(1).meta({ description: 'At which the row begins in the file, from 1' });
const cell = z.string().max(CELL_MAX_LENGTH).optional().meta({ description: 'Stays as it is where it is not sent' });
const mendedRow = z.strictObject({ line, dnis: cell, description: cell });
const corrections = {
  rows: z.array(mendedRow).max(ROWS_MAX).default([]).meta({ description: 'Rows as they should be' }),
  discard: z.array(line).max(ROWS_MAX).default([]).meta({ description: 'Rows to leave out' }),
};

export const ImportCorrections = z.strictObject(corrections);
export type ImportCorrections = z.infer<typeof ImportCorrections>;

export const ImportCommit = z
  .strictObject({
    ...corrections,
    onError: z.enum(['abort', 'skip']).optional().meta({ description: 'As before, unless it is sent' }),
    confirmRemoved: z.int().min(0).optional().meta({ description: 'How many numbers may be removed' }),
  })
  .prefault({});
export type ImportCommit = z.infer<typeof ImportCommit>;

export const ImportUndone = z
  .strictObject({
    import: Import,
    takenOut: z.int().min(0).meta({ description: 'Numbers that the import had created; they drain' }),
    putBack: z.int().min(0).meta({ description: 'Numbers that are again as they were before the import' }),
    kept: z
      .array(z.strictObject({ dnis: z.string(), code: z.string(), message: z.string() }))
      .meta({ description: 'Numbers that were left as they are, or stay until a live call-in has ended, and why' }),
  })
  .meta({ id: 'ImportUndone' });
export type ImportUndone = z.infer<typeof ImportUndone>;

const params = z.strictObject({ importId: Id });
const path = `${API_BASE}/imports/:importId`;

export const correctImport = endpoint({
  method: 'POST',
  path: `${path}/corrections`,
  summary: 'Mend or discard rows of an import that waits for it, and validate all rows again',
  allow: 'admin',
  params,
  takesMany: true,
  body: ImportCorrections,
  answers: { 202: { description: 'Accepted; the import as it waits again', schema: Import } },
  problems: ['IMPORT_NOT_FOUND', 'NOT_CORRECTABLE', 'FILE_GONE', 'PRECONDITION_FAILED'],
});

export const commitImport = endpoint({
  method: 'POST',
  path: `${path}/commit`,
  summary: 'Import the file of a dry run, or of an import that waits for a confirmation',
  gives: { importId: 'id' },
  allow: 'admin',
  params,
  takesMany: true,
  body: ImportCommit,
  idempotent: true,
  answers: { 202: { description: 'Accepted; a new import of the same file', schema: Import } },
  problems: [
    'IMPORT_NOT_FOUND',
    'NOT_COMMITTABLE',
    'ALREADY_COMMITTED',
    'FILE_GONE',
    'GROUP_DELETING',
    'PRECONDITION_FAILED',
  ],
});

export const cancelImport = endpoint({
  method: 'POST',
  path: `${path}/cancel`,
  summary: 'Call an import off before it is written',
  allow: 'admin',
  params,
  answers: { 200: { description: 'The cancelled import; nothing was written', schema: Import } },
  problems: ['IMPORT_NOT_FOUND', 'NOT_CANCELLABLE', 'PRECONDITION_FAILED'],
});

export const undoImport = endpoint({
  method: 'POST',
  path: `${path}/undo`,
  summary: 'Take a completed import back, within 30 days and once',
  allow: 'admin',
  params,
  answers: { 200: { description: 'What was taken back and what was not', schema: ImportUndone } },
  problems: [
    'IMPORT_NOT_FOUND',
    'NOT_UNDOABLE',
    'ALREADY_UNDONE',
    'UNDO_EXPIRED',
    'NOTHING_TO_UNDO',
    'GROUP_DELETING',
    'PRECONDITION_FAILED',
  ],
});
