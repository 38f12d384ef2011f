import { z } from 'zod';
import { API_BASE, endpoint } from './endpoint.js';
import { NewNumber } from './groups.js';
import { Id, pageOf, pageQuery } from './page.js';

const NumberState = z.enum(['free', 'leased', 'cooling', 'draining']);

export const PoolNumber = z
  .strictObject({
    dnis: z.string().meta({ description: 'E.164, with its "+"', examples: ['+18005555554'] }),
    description: z.string(),
    state: NumberState,
    warnings: z.array(z.strictObject({ code: z.string(), message: z.string() })),
  })
  .meta({ id: 'Number' });
export type PoolNumber = z.infer<typeof PoolNumber>;

const NO_CONTROLS = String.raw`^[^\u0000-\u001f\u007f-\u009f]*$`;

export const NumbersQuery = z.strictObject({
  ...pageQuery,
  q: z
    .string()
    .trim()
    .max(64)
    .regex(/^\P{Cc}*$/u, 'must have no control characters')
    .optional()
    // The same pattern without a property of Unicode, which not every tool knows.
    .meta({ description: 'Digits of the number, or words of the description', pattern: NO_CONTROLS }),
  state: NumberState.optional(),
});
export type NumbersQuery = z.infer<typeof NumbersQuery>;

export const NumberChange = z.strictObject({ dnis: z.string().optional(), description: z.string().optional() });
export type NumberChange = z.infer<typeof NumberChange>;

export const ExportQuery = z.strictObject({ for: z.enum(['programs', 'spreadsheet']).default('programs') });
export type ExportQuery = z.infer<typeof ExportQuery>;

const ofGroup = z.strictObject({ groupId: Id });
const ofNumber = z.strictObject({ groupId: Id, dnis: z.string() });

export const listNumbers = endpoint({
  method: 'GET',
  path: `${API_BASE}/groups/:groupId/numbers`,
  summary: "List a group's numbers, in order of their digits",
  allow: 'read',
  params: ofGroup,
  query: NumbersQuery,
  answers: { 200: { description: 'A page of numbers', schema: pageOf(PoolNumber) } },
  problems: ['GROUP_NOT_FOUND'],
});

export const addNumber = endpoint({
  method: 'POST',
  path: `${API_BASE}/groups/:groupId/numbers`,
  summary: 'Add one number to a group',
  gives: { dnis: 'dnis' },
  allow: 'admin',
  params: ofGroup,
  body: NewNumber,
  idempotent: true,
  answers: { 201: { description: 'The number', schema: PoolNumber } },
  problems: ['GROUP_NOT_FOUND', 'GROUP_DELETING', 'NUMBER_TAKEN', 'NUMBER_DRAINING', 'POOL_FULL'],
});

export const getNumber = endpoint({
  method: 'GET',
  path: `${API_BASE}/groups/:groupId/numbers/:dnis`,
  summary: 'Read one number, with the ETag that a change needs',
  allow: 'read',
  params: ofNumber,
  answers: { 200: { description: 'The number', schema: PoolNumber } },
  problems: ['GROUP_NOT_FOUND', 'NUMBER_NOT_FOUND'],
});

export const changeNumber = endpoint({
  method: 'PATCH',
  path: `${API_BASE}/groups/:groupId/numbers/:dnis`,
  summary: 'Change the description of a number, or correct its digits',
  allow: 'admin',
  params: ofNumber,
  body: NumberChange,
  answers: { 200: { description: 'The number', schema: PoolNumber } },
  problems: [
    'GROUP_NOT_FOUND',
    'GROUP_DELETING',
    'NUMBER_NOT_FOUND',
    'NUMBER_TAKEN',
    'NUMBER_DRAINING',
    'PRECONDITION_FAILED',
  ],
});

export const deleteNumber = endpoint({
  method: 'DELETE',
  path: `${API_BASE}/groups/:groupId/numbers/:dnis`,
  summary: 'Take a number out of its group; it drains first',
  allow: 'admin',
  params: ofNumber,
  answers: { 202: { description: 'Accepted: the number goes once no call-in lives on it' } },
  problems: ['GROUP_NOT_FOUND', 'NUMBER_NOT_FOUND', 'LAST_NUMBER', 'PRECONDITION_FAILED'],
});

export const exportNumbers = endpoint({
  method: 'GET',
  path: `${API_BASE}/groups/:groupId/numbers.csv`,
  summary: "Export a group's numbers; the file imports again unchanged",
  allow: 'read',
  params: ofGroup,
  query: ExportQuery,
  answers: { 200: { description: 'The file', contentType: 'text/csv; charset=utf-8' } },
  problems: ['GROUP_NOT_FOUND'],
});
