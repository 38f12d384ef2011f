import { createCompatibleCallIn, type CreatedCallIn, type Group, type NewGroup } from '@ctci/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import { checkAnswer, type CheckedClient } from './support/checked-client.js';
import { numbersFrom } from './support/numbers.js';
import { rawHttp } from './support/raw-http.js';
import { KEY, System } from './support/system.js';
import { TcpProxy } from './support/tcp-proxy.js';

/** A client that was not written for this service: Node's own HTTP, the documented bodies, nothing of our libraries. */
const system = new System();
const mongodb = new URL(system.env.MONGODB_URI!);
const network = new TcpProxy({ host: mongodb.hostname, port: Number(mongodb.port) });
let api: CheckedClient;

beforeAll(async () => {
  await network.open();
  const uri = `mongodb://127.0.0.1:${network.port}${mongodb.pathname}?directConnection=true`;
  api = await system.startApi({ MONGODB_URI: uri, HOME_COUNTRY: 'US' });
  await system.addKey('only-for-creating-0123456789abcdef', ['call-ins:create']);
  await system.addKey('only-for-matching-0123456789abcdef', ['call-ins:match', 'read']);
});

afterAll(async () => {
  await system.stop();
  await network.cut();
});

const PATH = '/engagement/v3/call-in/requests/create';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Sent {
  body?: string | Buffer;
  method?: string;
  path?: string;
  headers?: Record<string, string>;
}
interface Envelope {
  status: { code: number; message: string; corrId: string };
  data?: Record<string, unknown>;
}

async function send({ body, method = 'POST', path = PATH, headers = {} }: Sent) {
  const sent = { 'x-api-key': KEY, 'Content-Type': 'application/json', ...headers };
  const answer = await new Promise<{ status: number; headers: Headers; body: Envelope }>((resolve, reject) => {
    const asked = httpRequest(`${api.url}${path}`, { method, headers: sent, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        const received = new Headers(response.headers as Record<string, string>);
        resolve({ status: response.statusCode ?? 0, headers: received, body: JSON.parse(text) as Envelope });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
  checkAnswer(method, path, answer);
  return answer;
}
const create = (body: unknown, headers?: Record<string, string>) =>
  send({ body: JSON.stringify(body), ...(headers && { headers }) });

/** That it is the envelope, with this code, is checked of every refusal. */
async function expectRefusal(sent: Promise<{ status: number; headers: Headers; body: Envelope }>, code: number) {
  const { headers, body } = await sent;
  expect(body).toEqual({ status: { code, message: expect.any(String), corrId: expect.any(String) } });
  return { headers, message: body.status.message };
}

let made = 0;
const groupOf = (count: number, settings: NewGroup['settings'] = {}): Promise<Group> =>
  api.createGroup({ name: `group ${++made}`, numbers: numbersFrom(1_000 * made, count), settings });
const stored = async (id: unknown) => (await api.get<CreatedCallIn>(`/api/v1/call-ins/${String(id)}`)).body;

describe('a client of the hosted product', () => {
  it('gets a number by the documented body and headers', async () => {
    const { name } = await groupOf(1);
    const before = Date.now();
    const { status, headers, body } = await create(
      { groupName: name, fromPhoneNumber: '919952973883' },
      { ccid: '217576a6-52b6-4ca6-8094-a29b726f7e9f' },
    );
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({
      status: { code: 0, message: 'Successful', corrId: headers.get('x-correlation-id') },
      data: {
        id: expect.stringMatching(UUID),
        toPhoneNumber: '+18005551000',
        groupName: name,
        expirationTime: expect.any(Number),
        fromPhoneNumber: '919952973883',
      },
    });
    const { expirationTime, id } = body.data!;
    expect(expirationTime).toBeGreaterThanOrEqual(before + 29_000);
    expect(expirationTime).toBeLessThanOrEqual(Date.now() + 31_000);
    expect(await stored(id)).toMatchObject({
      state: 'waiting',
      expiresAt: new Date(expirationTime as number).toISOString(),
    });
  });

  it('gets a code as a number, and back all that it sent', async () => {
    const { name } = await groupOf(1, { generateAccessCode: true, accessCodeLength: 12 });
    const callbackServiceId = '217576a6-52b6-4ca6-8094-a29b726f7e9f';
    const sent = { groupName: name.toUpperCase(), fromPhoneNumber: '(202) 555-0123', callbackServiceId };
    const { data } = (await create({ ...sent, userData: { customerId: '42' } })).body;
    expect(data).toMatchObject({ groupName: name, fromPhoneNumber: '(202) 555-0123', callbackServiceId });
    expect(String(data!.accessCode)).toMatch(/^[1-9][0-9]{11}$/);
    expect(typeof data!.accessCode).toBe('number');

    const call = { dnis: data!.toPhoneNumber, accessCode: String(data!.accessCode) };
    const matched = await api.send('POST', '/api/v1/call-ins/match', call);
    expect(matched.body).toMatchObject({
      outcome: 'matched',
      callIn: { id: data!.id, callbackServiceId, userData: { customerId: '42' } },
    });
  });

  it('is matched by its national number', async () => {
    const { name } = await groupOf(1);
    const { data } = (await create({ groupName: name, fromPhoneNumber: '2025550123' })).body;
    const call = { dnis: data!.toPhoneNumber, callerNumber: '+12025550123' };
    const { body } = await api.send('POST', '/api/v1/call-ins/match', call);
    expect(body).toMatchObject({ outcome: 'matched', matchedBy: 'callerNumber', callIn: { id: data!.id } });
  });

  it.each([
    ['an object', { a: 1, 'not-a-key': 2, b: { c: [true] } }, { a: 1, b: { c: [true] } }],
    ['its JSON', '{"a":"ü","1b":2}', { a: 'ü' }],
    ['nothing', null, undefined],
    ['an empty text', '', {}],
    ['an empty object', {}, {}],
  ])('may send %s for user data', async (_, userData, kept) => {
    const { name } = await groupOf(1);
    const { status, body } = await create({ groupName: name, userData });
    expect(status).toBe(200);
    expect((await stored(body.data!.id)).userData).toEqual(kept);
  });

  it('may send what this service does not know', async () => {
    const { name } = await groupOf(1);
    const more = { priority: 5, serviceName: 'x', $where: '1', _id: 'y', constructorArgs: [] };
    expect((await create({ groupName: name, ...more })).status).toBe(200);
  });

  it('needs a key for creating, and no more', async () => {
    const { name } = await groupOf(1);
    const key = { 'x-api-key': 'only-for-creating-0123456789abcdef' };
    expect((await create({ groupName: name }, key)).status).toBe(200);
  });
});

describe('a refusal has the envelope, whatever failed:', () => {
  it.each([
    ['no group', {}, 'groupName'],
    ['a number for a group', { groupName: 1 }, 'groupName'],
    ['an operator for a group', { groupName: { $ne: null } }, 'groupName'],
    ['a number for a number', { groupName: 'x', fromPhoneNumber: 1 }, 'fromPhoneNumber'],
    ['an id that is none', { groupName: 'x', callbackServiceId: '42' }, 'callbackServiceId'],
    ['a text for user data', { groupName: 'x', userData: 'hello' }, 'userData'],
    ['a list for user data', { groupName: 'x', userData: [1] }, 'userData'],
    ['too much user data', { groupName: 'x', userData: { a: 'x'.repeat(9_000) } }, 'userData'],
    ['a list', [], ''],
    ['null', null, ''],
  ])('%s', async (_, body, field) => {
    expect((await expectRefusal(create(body), 40_002)).message).toContain(field);
  });

  it.each([
    ['broken JSON', '{"groupName":'],
    ['no JSON', 'groupName=x'],
    ['no body', ''],
    ['a reach for a prototype', '{"groupName":"x","__proto__":{}}'],
    ['no text at all', Buffer.from([0xff, 0xfe, 0])],
  ])('%s', async (_, body) => {
    await expectRefusal(send({ body }), 40_001);
  });

  it('neither a body nor its type', async () => {
    const head = [`POST ${PATH} HTTP/1.1`, 'host: x', `x-api-key: ${KEY}`, 'content-length: 0', 'connection: close'];
    const answer = await rawHttp(api.url, [...head, '', ''].join('\r\n'));
    expect(answer).toMatchObject({ status: 400, body: { status: { code: 40_002 } } });
  });

  it.each(['text/plain', 'text/csv', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'a body as %s',
    async (type) => {
      await expectRefusal(send({ body: 'groupName=x', headers: { 'Content-Type': type } }), 41_501);
    },
  );

  it('a body that is too large', async () => {
    await expectRefusal(create({ groupName: 'x'.repeat(500_000) }), 41_301);
  });

  it.each([
    ['no key', '', 40_101],
    ['a wrong key', 'x'.repeat(40), 40_101],
    ['a key for something else', 'only-for-matching-0123456789abcdef', 40_301],
  ])('%s', async (_, key, code) => {
    await expectRefusal(create({ groupName: 'x' }, { 'x-api-key': key }), code);
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])('the method %s', async (method) => {
    await expectRefusal(send({ method }), 40_401);
    await expectRefusal(send({ method, headers: { 'x-api-key': 'wrong' } }), 40_101);
  });

  it.each(['/engagement/v3/call-in/requests/creat', `${PATH}/`, `${PATH}/1`, '/engagement/v3/callbacks/create'])(
    'another route of the hosted product: %s',
    async (path) => {
      await expectRefusal(send({ path, body: '{}' }), 40_401);
    },
  );

  it('an address that cannot be decoded', async () => {
    await expectRefusal(send({ path: `${PATH}/%zz`, body: '{}' }), 40_000);
  });

  it.each([
    ['a header that makes no sense', `POST ${PATH} HTTP/1.1\r\n: x\r\n\r\n`],
    ['headers without end', `POST ${PATH} HTTP/1.1\r\ncookie: ${'x'.repeat(100_000)}\r\n\r\n`],
  ])('%s', async (_, request) => {
    const answer = await rawHttp(api.url, request);
    checkAnswer('POST', PATH, answer);
    expect(answer).toMatchObject({ status: 400, body: { status: { code: 40_000 } } });
  });

  it('no such group, a draft, one that is being deleted', async () => {
    await expectRefusal(create({ groupName: 'nobody knows' }), 40_402);
    await expectRefusal(create({ groupName: '' }), 40_402);
    const draft = await api.createGroup({ name: 'draft' });
    await expectRefusal(create({ groupName: draft.name }), 40_902);
    const group = await groupOf(1);
    expect((await create({ groupName: group.name })).status).toBe(200);
    expect((await api.send('DELETE', `/api/v1/groups/${group.id}`)).status).toBe(202);
    await expectRefusal(create({ groupName: group.name }), 40_901);
  });

  it('a pool that is exhausted, and when to try again', async () => {
    const { name } = await groupOf(1, { uniqueDnis: true, expirySeconds: 60 });
    expect((await create({ groupName: name })).status).toBe(200);
    const { headers } = await expectRefusal(create({ groupName: name }), 50_301);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(50);
  });

  it('too many of one caller, and when to try again', async () => {
    const { name } = await groupOf(2, { maxLivePerCaller: 1 });
    const asked = { groupName: name, fromPhoneNumber: '+12025550123' };
    expect((await create(asked)).status).toBe(200);
    const { headers } = await expectRefusal(create(asked), 42_901);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(20);
  });

  it('a MongoDB that is away, and when to try again', async () => {
    await network.cut();
    const { headers } = await expectRefusal(create({ groupName: 'x' }), 50_302);
    expect(headers.get('retry-after')).toBe('5');
    await network.open();
  });
});

it('is answered under the correlation id of its caller', async () => {
  const { body } = await create({ groupName: 'nobody knows' }, { 'x-correlation-id': 'mine-7' });
  expect(body.status.corrId).toBe('mine-7');
});

it('is the path that the contracts declare', () => {
  expect(createCompatibleCallIn.path).toBe(PATH);
});
