import { z } from 'zod';
import { API_BASE, endpoint } from './endpoint.js';
import { Id, pageOf, pageQuery, Time } from './page.js';

const flag = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .default(false)
  .meta({ type: 'boolean', enum: [true, false], default: false });

export const ImportStatus = z.enum([
  'queued',
  'validating',
  'needs_correction',
  'committing',
  'completed',
  'failed',
  'cancelled',
]);

export const ImportOptions = z.strictObject({
  mode: z.enum(['merge', 'replace']).default('merge'),
  onError: z.enum(['abort', 'skip']).default('abort'),
  dryRun: flag,
  confirmRemoved: z
    .string()
    .regex(/^[0-9]{1,5}$/, 'must be a whole number')
    .transform(Number)
    .optional()
    .meta({ type: 'integer', minimum: 0, maximum: 99_999 }),
});
export type ImportOptions = z.infer<typeof ImportOptions>;

export const ImportProgress = z.strictObject({
  phase: z.enum(['queued', 'validating', 'committing', 'done']),
  rowsDone: z.int().min(0),
  rowsTotal: z.int().min(0).meta({ description: '0 until the file has been read' }),
  percent: z.int().min(0).max(100),
});

export const ImportCounts = z.strictObject({
  rows: z.int().min(0),
  created: z.int().min(0),
  updated: z.int().min(0),
  unchanged: z.int().min(0),
  removed: z.int().min(0),
  rejected: z.int().min(0),
  warnings: z.int().min(0),
  byCountry: z.record(z.string(), z.int().min(0)),
});

export const Import = z
  .strictObject({
    id: Id,
    groupId: Id,
    groupName: z.string(),
    fileName: z.string(),
    fileSha256: z.string(),
    mode: z.enum(['merge', 'replace']),
    onError: z.enum(['abort', 'skip']),
    dryRun: z.boolean(),
    basedOn: Id.optional().meta({ description: 'The import whose file this one commits' }),
    status: ImportStatus,
    round: z.int().min(0),
    progress: ImportProgress,
    counts: ImportCounts.meta({ description: 'Before the end: what a commit would have' }),
    error: z
      .strictObject({ code: z.string(), message: z.string(), line: z.int().optional(), removed: z.int().optional() })
      .optional(),
    createdBy: z.string(),
    createdAt: Time,
    startedAt: Time.nullable(),
    finishedAt: Time.nullable(),
    undoneAt: Time.optional(),
    seq: z.int().min(1),
  })
  .meta({ id: 'Import' });
export type Import = z.infer<typeof Import>;

export const RowError = z
  .strictObject({
    line: z.int().min(1).meta({ description: 'Physical line in the file, from 1' }),
    row: z.string().meta({ description: 'As it stood in this round, as CSV; at most 200 characters of it' }),
    severity: z.enum(['error', 'warning']),
    column: z.enum(['dnis', 'description']).nullable(),
    value: z.string().meta({ description: 'The cell; the row where `column` is null. At most 200 characters' }),
    code: z.string(),
    message: z.string(),
    suggestion: z.string().optional(),
  })
  .meta({ id: 'RowError' });

export const RowErrorPage = z.strictObject({
  items: z.array(RowError),
  nextCursor: z.string().nullable(),
  counts: z.array(z.strictObject({ code: z.string(), severity: z.enum(['error', 'warning']), count: z.int().min(1) })),
});
export type RowErrorPage = z.infer<typeof RowErrorPage>;

export const ImportsQuery = z.strictObject({
  ...pageQuery,
  groupId: Id.optional(),
  status: ImportStatus.optional(),
});
export type ImportsQuery = z.infer<typeof ImportsQuery>;

export const RowErrorsQuery = z.strictObject({ ...pageQuery, severity: z.enum(['error', 'warning']).optional() });
export type RowErrorsQuery = z.infer<typeof RowErrorsQuery>;

const ofImport = z.strictObject({ importId: Id });
const path = `${API_BASE}/imports/:importId`;

export const startImport = endpoint({
  method: 'POST',
  path: `${API_BASE}/groups/:groupId/imports`,
  summary: 'Import numbers from a CSV file',
  gives: { importId: 'id' },
  allow: 'admin',
  params: z.strictObject({ groupId: Id }),
  query: ImportOptions,
  upload: ['multipart/form-data', 'text/csv'],
  idempotent: true,
  answers: { 202: { description: 'Accepted; the import as it waits', schema: Import } },
  problems: [
    'GROUP_NOT_FOUND',
    'GROUP_DELETING',
    'FILE_MISSING',
    'FILE_EMPTY',
    'FILE_TOO_LARGE',
    'FILE_NOT_CSV',
    'FILE_UTF16',
    'FILE_NOT_UTF8',
    'FILE_WRONG_SEPARATOR',
  ],
});

export const listImports = endpoint({
  method: 'GET',
  path: `${API_BASE}/imports`,
  summary: 'List imports, newest first',
  allow: 'read',
  query: ImportsQuery,
  answers: { 200: { description: 'A page of imports', schema: pageOf(Import) } },
});

export const getImport = endpoint({
  method: 'GET',
  path,
  summary: 'Read one import; its ETag is its `seq`',
  allow: 'read',
  params: ofImport,
  answers: { 200: { description: 'The import', schema: Import }, 304: { description: 'Nothing has changed' } },
  problems: ['IMPORT_NOT_FOUND'],
});

export const listRowErrors = endpoint({
  method: 'GET',
  path: `${path}/errors`,
  summary: 'List the row errors and warnings of the present round, in file order',
  allow: 'read',
  params: ofImport,
  query: RowErrorsQuery,
  answers: { 200: { description: 'A page of row errors, and how many there are of each code', schema: RowErrorPage } },
  problems: ['IMPORT_NOT_FOUND'],
});

export const exportRejected = endpoint({
  method: 'GET',
  path: `${path}/rejected.csv`,
  summary: 'The rejected rows and why, ready to be mended and imported again',
  allow: 'read',
  params: ofImport,
  answers: { 200: { description: 'The file', contentType: 'text/csv; charset=utf-8' } },
  problems: ['IMPORT_NOT_FOUND'],
});
