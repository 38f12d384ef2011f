import { type ApiKey, type CreatedApiKey } from '@ctci/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { CheckedClient, fieldsOf, type Refusal } from './support/checked-client.js';
import { KEY, System } from './support/system.js';

const system = new System();
let api: CheckedClient;
let elsewhere: CheckedClient;

beforeAll(async () => {
  [api, elsewhere] = await Promise.all([system.startApi(), system.startApi()]);
});

afterAll(() => system.stop());

type Made = CreatedApiKey & Refusal;
const create = (key: Record<string, unknown>, headers = {}) =>
  api.send<Made>('POST', '/api/v1/api-keys', { name: 'a key', scopes: ['read'], ...key }, headers);
const made = async (key: Record<string, unknown> = {}) => {
  const { status, body } = await create(key);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return { ...body, key: body.key! };
};
const opens = async (key: string, { url } = api) =>
  (await new CheckedClient(url, key).get('/api/v1/groups')).status === 200;
const keys = () => system.database.collection<{ _id: string; lastUsedAt?: Date }>('apiKeys');
const shown = async (id: string) =>
  (await api.get<{ items: ApiKey[] }>('/api/v1/api-keys?limit=1000')).body.items.find((one) => one.id === id);

async function within(ms: number, what: () => Promise<boolean>): Promise<number> {
  const begun = performance.now();
  while (!(await what())) {
    if (performance.now() - begun > ms) throw new Error(`not within ${ms} ms`);
    await sleep(20);
  }
  return performance.now() - begun;
}

describe('an API key', () => {
  it('is shown once, kept as its hash, and opens what its scopes say', async () => {
    const answer = await create({ name: ' web ', scopes: ['read', 'read'] });
    const { key = '', ...facts } = answer.body;
    expect(answer.status).toBe(201);
    expect(key).toMatch(/^ctci_[\w-]{43}$/);
    expect(facts).toMatchObject({
      ...{ name: 'web', scopes: ['read'], groupIds: null, createdBy: 'api-key:bootstrap' },
      ...{ expiresAt: null, revokedAt: null, lastUsedAt: null, prefix: key.slice(0, 9) },
    });
    expect(await shown(facts.id)).toEqual(facts);
    expect(await opens(key)).toBe(true);
    expect((await new CheckedClient(api.url, key).send('POST', '/api/v1/groups', {})).status).toBe(403);
    expect(JSON.stringify(await keys().find().toArray())).not.toContain(key);
    expect(await system.logs()).not.toContain(key);
  });

  it('is not told again to a request that is repeated', async () => {
    const headers = { 'idempotency-key': 'make-one-key' };
    const [first, again] = [await create({ name: 'once' }, headers), await create({ name: 'once' }, headers)];
    expect(first.body.key).toBeDefined();
    expect(again).toMatchObject({ status: 201, body: { id: first.body.id } });
    expect(again.body.key).toBeUndefined();
    const stored = JSON.stringify(await system.database.collection('idempotencyKeys').find().toArray());
    expect(stored).not.toContain(first.body.key);
  });

  it.each([
    [{ scopes: [] }, 'scopes TOO_SMALL'],
    [{ scopes: ['everything'] }, 'scopes.0 INVALID_VALUE'],
    [{ name: '  ' }, 'name TOO_SMALL'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt EXPIRED'],
    [{ groupIds: [] }, 'groupIds TOO_SMALL'],
    [{ groupIds: ['0'.repeat(24)] }, 'groupIds.0 GROUP_NOT_FOUND'],
    [{ groupIds: { $ne: null } }, 'groupIds INVALID_TYPE'],
    [{ key: 'x'.repeat(40) }, ' UNRECOGNIZED_KEYS'],
  ])('is not made of %j', async (key, problem) => {
    const answer = await create(key);
    expect([answer.status, fieldsOf(answer)]).toEqual([422, [problem]]);
  });

  it('loses its rights in every process about a second after it is revoked', async () => {
    const { id, key } = await made();
    expect([await opens(key), await opens(key, elsewhere)]).toEqual([true, true]);
    expect((await api.send('DELETE', `/api/v1/api-keys/${id}`)).status).toBe(204);
    await within(5_000, async () => !(await opens(key)) && !(await opens(key, elsewhere)));
    expect((await api.send('DELETE', `/api/v1/api-keys/${id}`)).status).toBe(204);
    expect((await shown(id))?.revokedAt).not.toBeNull();
    const unknown = await api.send('DELETE', `/api/v1/api-keys/${'0'.repeat(24)}`);
    expect(unknown).toMatchObject({ status: 404, body: { code: 'API_KEY_NOT_FOUND' } });
  });

  it('expires by the clock of the database', async () => {
    const { key } = await made({ expiresAt: new Date(Date.now() + 3_000).toISOString() });
    expect(await opens(key)).toBe(true);
    expect(await within(10_000, async () => !(await opens(key)))).toBeGreaterThan(500);
  });

  it('is rotated without a gap: both are good for as long as they overlap', async () => {
    const { id, key: old } = await made({ name: 'rotated', scopes: ['read', 'call-ins:create'] });
    const rotate = (keyId: string, body?: object) => api.send<Made>('POST', `/api/v1/api-keys/${keyId}/rotate`, body);
    const { status, body } = await rotate(id, { overlapSeconds: 3 });
    expect([status, body.name, body.scopes, body.expiresAt]).toEqual([
      201,
      'rotated',
      ['read', 'call-ins:create'],
      null,
    ]);
    expect([await opens(old), await opens(body.key!)]).toEqual([true, true]);
    await within(10_000, async () => !(await opens(old)));
    expect(await opens(body.key!)).toBe(true);
    expect((await rotate(id)).body.code).toBe('API_KEY_ENDED');
    expect((await rotate('0'.repeat(24))).body.code).toBe('API_KEY_NOT_FOUND');
    const { expiresAt } = (await rotate(body.id), await shown(body.id))!;
    const hours = (new Date(expiresAt!).getTime() - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThanOrEqual(24);
  });

  it('says when it was used last, and is written to once a minute however often it is', async () => {
    const { id, key } = await made();
    const lastUse = async (of = id) => (await keys().findOne({ _id: of }))?.lastUsedAt;
    await Promise.all([...Array(20).keys()].map((n) => opens(key, n % 2 ? api : elsewhere)));
    await within(5_000, async () => (await lastUse()) !== undefined);
    const first = await lastUse();
    await sleep(1_100);
    await Promise.all([opens(key), opens(key, elsewhere)]);
    // A use that each process notes later is written: so is whatever it noted before.
    for (const at of [api, elsewhere]) {
      const later = await made();
      await opens(later.key, at);
      await within(5_000, async () => (await lastUse(later.id)) !== undefined);
    }
    expect(await lastUse()).toEqual(first);
    await keys().updateOne({ _id: id }, { $set: { lastUsedAt: new Date(Date.now() - 61_000) } });
    await sleep(1_100);
    await opens(key);
    await within(2_000, async () => Date.now() - (await lastUse())!.getTime() < 60_000);
  });

  it('and what is done with it is written down', async () => {
    const { id } = await made({ name: 'audited' });
    const { body } = await api.send<Made>('POST', `/api/v1/api-keys/${id}/rotate`, { overlapSeconds: 0 });
    await api.send('DELETE', `/api/v1/api-keys/${body.id}`);
    const entries = await system.database
      .collection('audit')
      .find({ 'subject.id': { $in: [id, body.id] } })
      .sort({ at: 1, _id: 1 })
      .toArray();
    const facts = { scopes: ['read'], groupIds: null, expiresAt: null };
    expect(entries).toMatchObject([
      { what: 'api-key.created', who: 'api-key:bootstrap', subject: { id, name: 'audited' }, after: facts },
      { what: 'api-key.rotated', before: { id }, after: { id: body.id, overlapSeconds: 0 } },
      { what: 'api-key.revoked', before: facts, after: null },
    ]);
  });

  it('of the first start can be rotated and revoked like any other, and no other takes its place', async () => {
    const system = new System();
    try {
      const first = await system.startApi();
      const next = await first.send<Made>('POST', '/api/v1/api-keys/bootstrap/rotate', { overlapSeconds: 60 });
      const admin = new CheckedClient(first.url, next.body.key!);
      expect((await admin.send('DELETE', '/api/v1/api-keys/bootstrap')).status).toBe(204);
      const again = await system.startApi();
      expect([await opens(KEY, again), await opens(next.body.key!, again)]).toEqual([false, true]);
    } finally {
      await system.stop();
    }
  });
});
