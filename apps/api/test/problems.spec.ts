import { PROBLEMS } from '@ctci/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkAnswer, type CheckedClient, fieldsOf, type Refusal } from './support/checked-client.js';
import { rawHttp } from './support/raw-http.js';
import { KEY, System } from './support/system.js';

/** That an error is a problem document as RFC 9457 and the contracts want it is checked of every answer by the client. */
const system = new System();
let api: CheckedClient;
let groupId: string;

beforeAll(async () => {
  api = await system.startApi();
  groupId = (await api.createGroup({ name: 'Target' })).id;
});

afterAll(async () => {
  expect((await api.get('/health/ready')).status).toBe(200);
  await system.stop();
});

const GROUPS = '/api/v1/groups';
const post = (body: unknown, contentType = 'application/json') =>
  api.send<Refusal>('POST', GROUPS, body, { 'content-type': contentType });
/** As bytes: nothing between here and the server mends it. */
async function raw(requestLine: string, headers: readonly string[] = [], body = '') {
  const head = [requestLine, 'host: x', `x-api-key: ${KEY}`, 'connection: close', ...headers];
  const answer = await rawHttp(api.url, [...head, '', body].join('\r\n'));
  checkAnswer('RAW', '', answer);
  return answer as typeof answer & { body: Refusal };
}
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('a body', () => {
  it.each([
    ['is broken off', '{"name":'],
    ['is empty', ''],
    ['is no JSON', 'name=x'],
    ['is two documents', '{}{}'],
    ['reaches for a prototype', '{"name":"x","__proto__":{"admin":true}}'],
    ['reaches for a constructor', '{"name":"x","constructor":{"prototype":{"admin":true}}}'],
  ])('that %s is malformed', async (_, body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { code: 'MALFORMED_JSON' } });
  });

  it.each([
    ['null', 'null', ''],
    ['a list', '[]', ''],
    ['a text', '"x"', ''],
    ['nested 100,000 deep', nested(100_000), ''],
    ['without a name', '{}', 'name'],
    ['with an operator for a name', '{"name":{"$ne":null}}', 'name'],
    ['with a list for a name', '{"name":["x"]}', 'name'],
    ['with a number for a name', '{"name":1}', 'name'],
    ['with something deep for a name', `{"name":${nested(10_000)}}`, 'name'],
    ['with an unknown field', '{"name":"x","$where":"1"}', ''],
    ['with an operator for a setting', '{"name":"x","settings":{"expirySeconds":{"$gt":0}}}', 'settings.expirySeconds'],
    ['with an operator for a number', '{"name":"x","numbers":[{"dnis":{"$ne":1}}]}', 'numbers.0.dnis'],
    ['with an object for a list', '{"name":"x","numbers":{"0":{"dnis":"+18005550000"},"length":1}}', 'numbers'],
  ])('is not valid: %s', async (_, body, path) => {
    const refused = await post(body);
    expect(refused).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
    expect(refused.body.errors?.map((error) => error.path)).toEqual([path]);
  });

  it('names 100 mistakes of shape at most', async () => {
    const refused = await post({ name: 'x', numbers: Array(150_000).fill(0) });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toHaveLength(100);
  });

  it.each([
    'text/plain',
    'text/csv',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'nonsense',
    'application/jsonx',
  ])('is not taken as %s', async (contentType) => {
    expect(await post('name=x', contentType)).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON', 'application/json;x="a;b"'])(
    'is taken as %s',
    async (contentType) => {
      expect((await post('{"name":""}', contentType)).body.code).toBe('VALIDATION_FAILED');
    },
  );

  it('of more than 4 MiB is too large', async () => {
    const refused = await post(JSON.stringify({ name: 'x'.repeat(4 * 1024 * 1024) }));
    expect(refused).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
  });

  it('that is longer than it says smuggles nothing in', async () => {
    const headers = ['content-type: application/json', 'content-length: 2'];
    expect([400, 422]).toContain((await raw(`POST ${GROUPS} HTTP/1.1`, headers, '{"name":"smuggled"}')).status);
    const { body } = await api.get<{ items: unknown[] }>(`${GROUPS}?name=smuggled`);
    expect(body.items).toEqual([]);
  });
});

describe('texts that are none', () => {
  it.each(['\\u0000', '\\ud800', '\\udfff\\ud800', '\\u0007', '\\u2028'])(
    'are refused everywhere: %s',
    async (text) => {
      const asName = await post(`{"name":"a${text}b"}`);
      expect(fieldsOf(asName)).toEqual(['name GROUP_NAME_CONTROL_CHARACTER']);
      const number = `{"dnis":"+1800${text}5550000","description":"a${text}b"}`;
      const path = `${GROUPS}/${groupId}/numbers`;
      const added = await api.send<Refusal>('POST', path, number, { 'content-type': 'application/json' });
      expect(fieldsOf(added)).toEqual(['dnis DNIS_NOT_E164', 'description DESCRIPTION_CONTROL_CHARACTER']);
    },
  );
});

describe('an address', () => {
  it.each(['/%zz', '/api/v1/groups/%zz', '/%', '/api/v1/groups/%c0%af', '/api/docs/%ff'])(
    'that cannot be decoded is refused: %s',
    async (path) => {
      expect(await api.get(path)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    },
  );

  it('answers with the correlation id of the caller even when it cannot be decoded', async () => {
    const answer = await api.get('/%zz', { 'x-correlation-id': 'mine' });
    expect(answer.body).toMatchObject({ instance: 'mine' });
  });

  it.each([25, 257, 8_000])('with an id of %i characters names nothing', async (length) => {
    const id = '0'.repeat(length);
    expect(await api.get(`${GROUPS}/${id}`)).toMatchObject({ status: 404, body: { code: 'GROUP_NOT_FOUND' } });
    const errors = await api.get(`/api/v1/imports/${id}/errors`);
    expect(errors).toMatchObject({ status: 404, body: { code: 'IMPORT_NOT_FOUND' } });
    const number = await api.get(`${GROUPS}/${groupId}/numbers/${id}`);
    expect(number).toMatchObject({ status: 404, body: { code: 'NUMBER_NOT_FOUND' } });
  });

  it.each(['limit=1&limit=2', 'limit[]=1', 'limit[$gt]=1', 'name[$ne]=x', '$where=1', 'cursor=a&cursor=b'])(
    'with a query of another shape is refused: %s',
    async (query) => {
      expect(await api.get(`${GROUPS}?${query}`)).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
    },
  );

  it('is taken with a query that cannot be decoded, as it stands', async () => {
    expect(await api.get(`${GROUPS}?name=%zz%ff`)).toMatchObject({ status: 200, body: { items: [] } });
  });
});

describe('a request', () => {
  it('by HEAD is answered as a GET without its body', async () => {
    const head = (path: string, key: string) =>
      fetch(`${api.url}${path}`, { method: 'HEAD', headers: { 'x-api-key': key } });
    expect([(await head(GROUPS, KEY)).status, await (await head(GROUPS, KEY)).text()]).toEqual([200, '']);
    expect((await head(`${GROUPS}/nothing`, KEY)).status).toBe(404);
    expect((await head(GROUPS, 'wrong')).status).toBe(401);
  });

  it('with headers that never end is refused', async () => {
    const refused = await raw(`GET ${GROUPS} HTTP/1.1`, [`cookie: ${'x'.repeat(100_000)}`]);
    expect(refused).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  });

  it.each([
    ['is no HTTP', 'nonsense'],
    ['has a header without a name', `GET ${GROUPS} HTTP/1.1\r\n: x`],
    ['has two lengths', `POST ${GROUPS} HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2`],
    ['has a length and chunks', `POST ${GROUPS} HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked`],
    ['has a NUL in a header', `GET ${GROUPS} HTTP/1.1\r\nx-api-key: a\0b`],
  ])('that %s is refused', async (_, head) => {
    expect(await raw(head)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  });

  it('keeps the correlation id of its caller, if that is harmless', async () => {
    const idOf = async (id: string) =>
      (await api.get('/nowhere', { 'x-correlation-id': id })).headers.get('x-correlation-id');
    expect(await idOf('Job-7.retry_2')).toBe('Job-7.retry_2');
    for (const id of ['a b', 'x'.repeat(129), '<script>']) expect(await idOf(id)).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a problem code', () => {
  it.each(Object.keys(PROBLEMS))('%s is published where its type leads to', async (code) => {
    const [status, title, detail] = PROBLEMS[code as keyof typeof PROBLEMS];
    expect((await api.get(`/problems/${code}`)).body).toEqual({ code, status, title, detail });
  });

  it.each(['NOTHING', '__proto__', 'constructor', 'pool_full'])('%s is none', async (code) => {
    expect(await api.get(`/problems/${code}`)).toMatchObject({ status: 404, body: { code: 'ROUTE_NOT_FOUND' } });
  });
});
