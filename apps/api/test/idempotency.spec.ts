import { type Group, type Import } from '@ctci/contracts';
import { isUnfinished } from '@ctci/domain';
import { type Answer, until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { CheckedClient, type Refusal } from './support/checked-client.js';
import { dnisOf } from './support/numbers.js';
import { System } from './support/system.js';

const system = new System();
let api: CheckedClient;
let other: CheckedClient;
const OTHER_KEY = 'another-key-of-the-tests-0123456789';

beforeAll(async () => {
  [api, other] = await Promise.all([system.startApi(), system.startApi(), system.start('import-worker')]);
  await system.addKey(OTHER_KEY, ['admin']);
});

afterAll(() => system.stop());

let made = 0;
const aName = () => `Group ${++made}`;
const fresh = () => dnisOf(400_000 + ++made);
const keyed = (key: string) => ({ 'idempotency-key': key });
const post = <Body>(path: string, body: unknown, key: string, via = api) =>
  via.send<Body & Refusal>('POST', `/api/v1${path}`, body, keyed(key));
const upload = (groupId: string, csv: string, key: string, { via = api, query = '' } = {}) =>
  via.send<Import & Refusal>('POST', `/api/v1/groups/${groupId}/imports${query}`, csv, {
    ...keyed(key),
    'content-type': 'text/csv',
  });
const kindOf = ({ status, body }: Answer<Refusal>) => (status < 300 ? status : `${status} ${body.code}`);
const count = (collection: string, filter = {}) => system.database.collection(collection).countDocuments(filter);

describe('a request that is sent again with its key', () => {
  it('makes one group and gets the first answer again, its headers too, from any process', async () => {
    const [key, name] = [randomUUID(), aName()];
    const first = await post<Group>('/groups', { name }, key);
    expect(first.status).toBe(201);
    for (const via of [api, other]) {
      const again = await post<Group>('/groups', { name }, key, via);
      expect(again).toMatchObject({ status: 201, body: first.body });
      for (const header of ['location', 'etag']) expect(again.headers.get(header)).toBe(first.headers.get(header));
      expect(again.headers.get('x-correlation-id')).not.toBe(first.headers.get('x-correlation-id'));
    }
    expect(await count('groups', { name })).toBe(1);
  });

  it('adds one number, and is told so although it is there', async () => {
    const { id } = await api.createGroup({ name: aName() });
    const [key, number] = [randomUUID(), { dnis: fresh(), description: 'One' }];
    const first = await post(`/groups/${id}/numbers`, number, key);
    const again = await post(`/groups/${id}/numbers`, number, key);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(kindOf(await post(`/groups/${id}/numbers`, number, randomUUID()))).toBe('409 NUMBER_TAKEN');
  });

  it('makes one import of an upload, however it comes, and gets it as it was first', async () => {
    const { id } = await api.createGroup({ name: aName() });
    const [key, csv] = [randomUUID(), `${fresh()},\n`];
    const first = await upload(id, csv, key);
    await until(
      () => api.getImport(first.body.id),
      ({ status }) => !isUnfinished(status),
    );

    const form = new FormData();
    form.append('file', new Blob([csv]), 'another-name.csv');
    for (const body of [csv, form]) {
      const headers = { ...keyed(key), ...(body === csv && { 'content-type': 'text/csv' }) };
      const again = await api.send<Import>('POST', `/api/v1/groups/${id}/imports`, body, headers);
      expect(again).toMatchObject({ status: 202, body: { ...first.body, status: 'queued', seq: 1 } });
      expect(again.headers.get('retry-after')).toBe('1');
    }
    expect(await count('imports', { fileSha256: first.body.fileSha256 })).toBe(1);
  });

  it('commits a dry run once', async () => {
    const { id } = await api.createGroup({ name: aName() });
    const dry = await api.startImport(id, `${fresh()},\n`, '?dryRun=true');
    await until(
      () => api.getImport(dry.id),
      ({ status }) => !isUnfinished(status),
    );
    const key = randomUUID();
    const [first, again] = [
      await post<Import>(`/imports/${dry.id}/commit`, {}, key),
      await post<Import>(`/imports/${dry.id}/commit`, {}, key),
    ];
    expect(again).toMatchObject({ status: 202, body: { id: first.body.id } });
  });

  it('gets its refusal again, and may not have changed its mind', async () => {
    const [key, name] = [randomUUID(), aName()];
    const taken = await api.createGroup({ name });
    expect(kindOf(await post('/groups', { name }, key))).toBe('409 GROUP_NAME_TAKEN');
    await api.send('DELETE', `/api/v1/groups/${taken.id}`);
    expect(kindOf(await post('/groups', { name }, key))).toBe('409 GROUP_NAME_TAKEN');
    const invalid = [await post('/groups', { name: '' }, 'k'), await post('/groups', { name: '' }, 'k')];
    expect(invalid.map(({ body }) => body.errors)).toEqual(Array(2).fill(invalid[0]!.body.errors));
  });
});

describe('a key', () => {
  it('outlives what it is about', async () => {
    const { id } = await api.createGroup({ name: aName() });
    const [key, number] = [randomUUID(), { dnis: fresh() }];
    const first = await post(`/groups/${id}/numbers`, number, key);
    await api.send('DELETE', `/api/v1/groups/${id}`);
    expect(await post(`/groups/${id}/numbers`, number, key)).toMatchObject({ status: 201, body: first.body });
  });

  it('is for one body only', async () => {
    const key = randomUUID();
    const { id } = (await post<Group>('/groups', { name: aName() }, key)).body;
    expect(kindOf(await post('/groups', { name: aName() }, key))).toBe('422 IDEMPOTENCY_KEY_REUSED');

    const csv = `${fresh()},\n`;
    expect((await upload(id, csv, key)).status).toBe(202);
    expect(kindOf(await upload(id, `${csv}\n`, key))).toBe('422 IDEMPOTENCY_KEY_REUSED');
    expect(kindOf(await upload(id, csv, key, { query: '?onError=skip' }))).toBe('422 IDEMPOTENCY_KEY_REUSED');
    expect((await upload(id, csv, key, { query: '?onError=abort' })).status).toBe(202);
  });

  it('of one caller, method and path is nobody else’s', async () => {
    const [key, name] = [randomUUID(), aName()];
    const mine = await post<Group>('/groups', { name }, key);
    const theirs = new CheckedClient(api.url, OTHER_KEY);
    expect(kindOf(await post('/groups', { name }, key, theirs))).toBe('409 GROUP_NAME_TAKEN');
    expect((await post(`/groups/${mine.body.id}/numbers`, { dnis: fresh() }, key)).status).toBe(201);
  });

  it.each(['', ' ', 'a b', 'ä', 'x'.repeat(256)])('is refused as %j', async (key) => {
    const sent = key === 'ä' ? Buffer.from(key, 'utf8').toString('latin1') : key;
    const answer = await post('/groups', { name: aName() }, sent);
    // A header of nothing but spaces is an empty one.
    expect(kindOf(answer)).toBe('422 VALIDATION_FAILED');
    expect(answer.body.errors).toMatchObject([{ path: 'Idempotency-Key' }]);
  });

  it('whose request died is free after half a minute, and not before', async () => {
    const [key, name] = [randomUUID(), aName()];
    await post('/groups', { name }, key);
    await system.database.collection('groups').deleteOne({ name });
    const keys = system.database.collection('idempotencyKeys');
    const left = (
      await keys
        .find({ answer: { $exists: true } })
        .sort({ claimedAt: -1 })
        .limit(1)
        .toArray()
    )[0]!;
    await keys.updateOne({ _id: left._id }, { $unset: { answer: 1 } });

    const running = await post('/groups', { name }, key);
    expect(kindOf(running)).toBe('409 IDEMPOTENCY_KEY_RUNNING');
    expect(running.headers.get('retry-after')).toBe('1');
    await keys.updateOne({ _id: left._id }, { $set: { claimedAt: new Date(Date.now() - 30_500) } });
    expect((await post('/groups', { name }, key)).status).toBe(201);
  });
});

describe('duplicates at the same time', () => {
  const SAME = 10;

  it('make one import of an upload, whichever process they reach', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { id } = await api.createGroup({ name: aName() });
      const [key, csv] = [randomUUID(), `${fresh()},\n`];
      const all = await Promise.all(
        Array.from({ length: SAME }, (_, index) => upload(id, csv, key, { via: index % 2 ? api : other })),
      );
      const accepted = all.filter(({ status }) => status === 202);
      expect(accepted.length).toBeGreaterThan(0);
      expect(new Set(accepted.map(({ body }) => body.id)).size).toBe(1);
      expect(new Set(all.map(kindOf))).toEqual(
        new Set(accepted.length === SAME ? [202] : [202, '409 IDEMPOTENCY_KEY_RUNNING']),
      );
      expect((await upload(id, csv, key)).body.id).toBe(accepted[0]!.body.id);
      expect(await count('imports', { fileSha256: accepted[0]!.body.fileSha256 })).toBe(1);
    }
  });

  it('make one group', async () => {
    const [key, name] = [randomUUID(), aName()];
    const all = await Promise.all(
      Array.from({ length: SAME }, (_, index) => post<Group>('/groups', { name }, key, index % 2 ? api : other)),
    );
    const created = all.filter(({ status }) => status === 201);
    expect(new Set(created.map(({ body }) => body.id)).size).toBe(1);
    expect(all.every((answer) => [201, '409 IDEMPOTENCY_KEY_RUNNING'].includes(kindOf(answer)))).toBe(true);
  });
});
