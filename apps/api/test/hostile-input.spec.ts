import { ALL_ENDPOINTS, type CallIn, type CreatedCallIn, type Import } from '@ctci/contracts';
import {
  parseDescription,
  parseDnis,
  parseGroupName,
  parseUserData,
  protect,
  readAccessCode,
  readRows,
  readTrunkNumber,
} from '@ctci/domain';
import { correlationIdOf, maskPath } from '@ctci/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addressBlock } from '../src/limits/address-block.js';
import { harmlessName } from '../src/imports/receive-file.js';
import { type CheckedClient } from './support/checked-client.js';
import { numbersFrom } from './support/numbers.js';
import { System } from './support/system.js';

const system = new System();
let api: CheckedClient;

beforeAll(async () => {
  api = await system.startApi();
  await api.createGroup({ name: 'Sales', numbers: numbersFrom(1, 10), settings: { expirySeconds: 300 } });
});

afterAll(() => system.stop());

const json = { 'content-type': 'application/json' };
const COMPATIBLE = '/engagement/v3/call-in/requests/create';

describe('prototypes', () => {
  it.each([
    '{"groupName":"Sales","__proto__":{"polluted":true}}',
    '{"groupName":"Sales","userData":{"__proto__":{"polluted":true}}}',
    '{"groupName":"Sales","userData":{"constructor":{"prototype":{"polluted":true}}}}',
    '{"groupName":"Sales","userData":{"a":{"__proto__":{"polluted":true}}}}',
  ])('are out of the reach of a body: %s', async (body) => {
    for (const path of ['/api/v1/call-ins', COMPATIBLE, '/api/v1/groups']) await api.send('POST', path, body, json);
    const made = await api.send<CreatedCallIn>('POST', '/api/v1/call-ins', { groupName: 'Sales' });
    expect(made.status).toBe(201);
    expect(made.body).not.toHaveProperty('polluted');
    expect((await api.get<{ items: object[] }>('/api/v1/groups')).body.items[0]).not.toHaveProperty('polluted');
  });

  it('are out of the reach of the JSON in a string, and of a query', async () => {
    const userData = '{"__proto__":{"polluted":true},"a":{"__proto__":{"polluted":true}},"b":1}';
    const made = await api.send<{ data: { id: string } }>('POST', COMPATIBLE, { groupName: 'Sales', userData });
    const { body } = await api.get<CallIn>(`/api/v1/call-ins/${made.body.data.id}`);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(body).not.toHaveProperty('polluted');
    expect(body.userData?.polluted).toBeUndefined();
    expect((await api.get('/api/v1/groups?__proto__[polluted]=1')).status).toBe(422);
  });
});

describe('operators of MongoDB', () => {
  const OPERATORS = [{ $ne: null }, { $gt: '' }, { $regex: '.*' }, { $where: 'sleep(1000)' }, ['Sales'], { length: 1 }];

  it('are refused wherever a body takes a text', async () => {
    const bodies = OPERATORS.flatMap(
      (value) =>
        [
          ['/api/v1/call-ins', { groupName: value }],
          ['/api/v1/call-ins', { groupName: 'Sales', fromPhoneNumber: value }],
          ['/api/v1/call-ins', { groupName: 'Sales', callbackServiceId: value }],
          ['/api/v1/call-ins/match', { dnis: value }],
          ['/api/v1/call-ins/match', { dnis: '+18005550001', accessCode: value }],
          ['/api/v1/call-ins/match', { dnis: '+18005550001', callerNumber: value }],
          ['/api/v1/call-ins/match', { dnis: '+18005550001', callId: value }],
          ['/api/v1/groups', { name: value }],
          ['/api/v1/erasure', { phoneNumber: value }],
          ['/api/v1/session', { email: value, password: value }],
          ['/api/v1/session/welcome', { token: value, password: 'long enough for anybody' }],
          [COMPATIBLE, { groupName: value }],
        ] as const,
    );
    for (const [path, body] of bodies) {
      const headers = path.includes('session') ? { 'x-api-key': '' } : {};
      const { status } = await api.send('POST', path, body, headers);
      expect([path, body, status === 422 || status === 400]).toEqual([path, body, true]);
    }
  });

  it('are refused in every query, and as a key', async () => {
    const readable = ALL_ENDPOINTS.filter(
      ({ method, query, path }) => method === 'GET' && query && !path.includes(':'),
    );
    expect(readable.length).toBeGreaterThan(4);
    for (const { path, query } of readable) {
      for (const name of Object.keys(query!.shape)) {
        const { status } = await api.get(`${path}?${name}[$ne]=x`);
        expect([path, name, status]).toEqual([path, name, 422]);
        const doubled = await api.get(`${path}?${name}=1&${name}=2`);
        expect([path, name, doubled.status]).toEqual([path, name, 422]);
      }
    }
    const cursor = Buffer.from('{"at":{"$gt":""},"id":{"$gt":""}}').toString('base64url');
    for (const list of ['call-ins', 'attempts', 'audit', 'imports', 'groups']) {
      expect([list, (await api.get(`/api/v1/${list}?cursor=${cursor}`)).status]).toEqual([list, 422]);
    }
    expect((await api.get('/api/v1/groups', { 'x-api-key': '{"$ne":null}' })).status).toBe(401);
  });
});

describe('what ends up elsewhere', () => {
  it('is no header of its own: names of files and groups, ids, correlation ids', async () => {
    const { id } = await api.createGroup({ name: 'a";x=y’/..\\', numbers: numbersFrom(100, 1) });
    const { headers } = await api.get(`/api/v1/groups/${id}/numbers.csv`);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''[A-Za-z0-9%._~!$&+-]+$/);
    const answer = await fetch(`${api.url}/health/live`, { headers: { 'x-correlation-id': 'a b;c=d' } });
    expect(answer.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    const split = await api.get('/api/v1/groups/x%0d%0aset-cookie:%20a=b');
    expect([split.status, split.headers.get('set-cookie')]).toEqual([404, null]);
    expect((await api.send('POST', '/api/v1/groups', { name: 'a\r\nset-cookie: b' })).status).toBe(422);
  });

  it.each([
    '../../etc/passwd',
    '..\\..\\windows\\system.ini',
    '/etc/passwd',
    'C:\\x.csv',
    '%2e%2e%2fx',
    '.',
    '..',
    '\0x',
  ])('is no path: a file called %j', async (name) => {
    const { id } = (await api.get<{ items: { id: string }[] }>('/api/v1/groups?name=Sales')).body.items[0]!;
    const form = new FormData();
    form.append('file', new Blob(['+18005550777,x\n']), name);
    const { body } = await api.send<Import>('POST', `/api/v1/groups/${id}/imports?dryRun=true`, form);
    expect(body.fileName).not.toMatch(/[/\\\0]/);
    const { headers } = await api.get(`/api/v1/imports/${body.id}/rejected.csv`);
    expect(headers.get('content-disposition')).not.toMatch(/\/|\\|%2f|%5c/i);
  });
});

describe('a text that is made to be slow', () => {
  const LONG = 200_000;
  const READERS: Readonly<Record<string, (text: string) => unknown>> = {
    readTrunkNumber: (text) => readTrunkNumber(text, { homeCountry: 'US' } as never),
    readAccessCode,
    parseGroupName,
    parseDescription,
    parseDnis: (text) => parseDnis(text, {} as never),
    parseUserData: (text) => parseUserData(text, false),
    readRows,
    protect,
    maskPath,
    correlationIdOf,
    harmlessName,
    addressBlock,
  };
  const TEXTS = [
    '1',
    ' ',
    '(',
    '"',
    "'",
    '\\',
    ',',
    ':',
    '/',
    'a',
    '+1',
    '1-',
    '("',
    '\t=',
    ';tel:',
    '<sip:',
    '%20',
    '\r\n',
  ];

  it.each(Object.entries(READERS))('is read in good time by %s', (_, read) => {
    for (const part of TEXTS) {
      for (const end of ['', '!', '\0', '"']) {
        const text = part.repeat(LONG / part.length) + end;
        const begun = performance.now();
        read(text);
        expect([part, end, performance.now() - begun < 1_000]).toEqual([part, end, true]);
      }
    }
  });

  it('keeps nobody waiting: the service answers others meanwhile', async () => {
    const slow = TEXTS.map((part) =>
      api.send('POST', '/api/v1/call-ins/match', { dnis: part.repeat(30_000 / part.length), callerNumber: part }),
    );
    const begun = performance.now();
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
    await Promise.all(slow);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
