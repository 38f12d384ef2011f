import { z } from 'zod';
import { API_BASE, endpoint } from './endpoint.js';
import { Id, pageOf, pageQuery, Time, timeQuery } from './page.js';

const facts = z.record(z.string(), z.unknown()).nullable();

/** One change that somebody has made. It holds no secret, no access code, no user data, no number of a caller. */
export const AuditEntry = z
  .strictObject({
    id: z.string(),
    at: Time,
    who: z.string().meta({ description: 'The key or the person', examples: ['api-key:bootstrap'] }),
    from: z.string().nullable().meta({ description: 'The address that the request came from' }),
    what: z.string().meta({ examples: ['group.settings.changed'] }),
    subject: z.strictObject({ kind: z.string(), id: z.string(), name: z.string() }),
    before: facts.meta({ description: 'What the change was about, as it was; null where there was nothing' }),
    after: facts.meta({ description: 'The same, as it is since; null where there is nothing any more' }),
    correlationId: z.string().meta({ description: 'Of the request that made the change' }),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

const filters = {
  who: z.string().max(512).optional(),
  what: z.string().max(128).optional(),
  groupId: Id.optional(),
  from: timeQuery.optional().meta({ description: 'Included' }),
  to: timeQuery.optional().meta({ description: 'Not included' }),
};
export const AuditFilter = z.strictObject(filters);
export type AuditFilter = z.infer<typeof AuditFilter>;
export const AuditQuery = z.strictObject({ ...pageQuery, ...filters });
export type AuditQuery = z.infer<typeof AuditQuery>;

export const listAudit = endpoint({
  method: 'GET',
  path: `${API_BASE}/audit`,
  summary: 'List who changed what, latest first',
  allow: 'admin',
  unbound: true,
  query: AuditQuery,
  answers: {
    200: {
      description: 'A page of changes; the numbers of a whole group are left to the export',
      schema: pageOf(AuditEntry),
    },
  },
});

export const exportAudit = endpoint({
  method: 'GET',
  path: `${API_BASE}/audit.csv`,
  summary: 'Export who changed what, latest first',
  allow: 'admin',
  unbound: true,
  query: AuditFilter,
  answers: {
    200: { description: 'The file, with the numbers of whole groups', contentType: 'text/csv; charset=utf-8' },
  },
});

export const Erasure = z.strictObject({
  phoneNumber: z
    .string()
    .min(1)
    .max(128)
    .meta({ description: "A caller's number, in any form that a trunk may give it" }),
});
export type Erasure = z.infer<typeof Erasure>;

export const erase = endpoint({
  method: 'POST',
  path: `${API_BASE}/erasure`,
  summary: 'Remove a caller from records and attempts',
  allow: 'admin',
  unbound: true,
  body: Erasure,
  answers: {
    200: {
      description: 'How many records and attempts knew the caller',
      schema: z.strictObject({ records: z.int().min(0), attempts: z.int().min(0) }),
    },
  },
});
