import { z } from 'zod';
import { API_BASE, endpoint, Scope } from './endpoint.js';
import { Id, pageOf, pageQuery, Time } from './page.js';

const KeyId = z.string().regex(/^(bootstrap|[0-9a-f]{24})$/, 'is not an id of a key');
const GROUPS_MAX = 100;

/** A program's way in, without the key itself. */
export const ApiKey = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    scopes: z.array(Scope),
    groupIds: z.array(Id).nullable().meta({ description: 'The only groups that it reaches; null: all' }),
    createdAt: Time,
    createdBy: z.string(),
    expiresAt: Time.nullable(),
    revokedAt: Time.nullable(),
    lastUsedAt: Time.nullable().meta({ description: 'To the minute' }),
    prefix: z.string().meta({ description: 'With which the key begins' }),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

/** A request that is sent again is answered without the key. */
export const CreatedApiKey = ApiKey.extend({
  key: z.string().optional().meta({ description: 'For the header x-api-key. It is not shown again' }),
}).meta({ id: 'CreatedApiKey' });
export type CreatedApiKey = z.infer<typeof CreatedApiKey>;

export const NewApiKey = z.strictObject({
  name: z.string().trim().min(1).max(128),
  scopes: z.array(Scope).min(1).max(Scope.options.length),
  groupIds: z.array(Id).min(1).max(GROUPS_MAX).nullish(),
  expiresAt: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .nullish()
    .meta({ type: 'string', format: 'date-time' }),
});
export type NewApiKey = z.infer<typeof NewApiKey>;

export const ApiKeysQuery = z.strictObject(pageQuery);
export type ApiKeysQuery = z.infer<typeof ApiKeysQuery>;

export const KeyRotation = z
  .strictObject({
    overlapSeconds: z
      .int()
      .min(0)
      .max(30 * 86_400)
      .default(86_400)
      .meta({ description: 'For how long the old key stays good' }),
  })
  .default({ overlapSeconds: 86_400 });
export type KeyRotation = z.infer<typeof KeyRotation>;

const params = z.strictObject({ keyId: KeyId });
const path = `${API_BASE}/api-keys`;
const ofKey = `${path}/:keyId`;
const admin = { allow: 'admin', unbound: true } as const;

export const listApiKeys = endpoint({
  ...admin,
  method: 'GET',
  path,
  summary: 'List API keys, newest first',
  query: ApiKeysQuery,
  answers: { 200: { description: 'A page of keys', schema: pageOf(ApiKey) } },
});

export const createApiKey = endpoint({
  ...admin,
  method: 'POST',
  path,
  summary: 'Make an API key',
  idempotent: true,
  body: NewApiKey,
  answers: { 201: { description: 'The key, shown this once', schema: CreatedApiKey } },
});

export const rotateApiKey = endpoint({
  ...admin,
  method: 'POST',
  path: `${ofKey}/rotate`,
  summary: 'Make a new key with the same rights; the old one stays good for a while',
  idempotent: true,
  params,
  body: KeyRotation,
  answers: { 201: { description: 'The new key, shown this once', schema: CreatedApiKey } },
  problems: ['API_KEY_NOT_FOUND', 'API_KEY_ENDED'],
});

export const revokeApiKey = endpoint({
  ...admin,
  method: 'DELETE',
  path: ofKey,
  summary: 'Revoke a key: within about a second it opens nothing',
  params,
  answers: { 204: { description: 'Revoked' } },
  problems: ['API_KEY_NOT_FOUND'],
});
