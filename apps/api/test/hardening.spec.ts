import { type Problem } from '@ctci/contracts';
import { connect } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CheckedClient } from './support/checked-client.js';
import { numbersFrom } from './support/numbers.js';
import { KEY, System } from './support/system.js';

const system = new System();
let api: CheckedClient;
let other: CheckedClient;
let withoutRedis: CheckedClient;

beforeAll(async () => {
  const limits = { RATE_LIMIT_KEY_PER_SECOND: '40', SIGN_IN_LIMIT_PER_MINUTE: '3', TRUST_PROXY: '127.0.0.1' };
  [api, other, withoutRedis] = await Promise.all([
    system.startApi(limits),
    system.startApi(limits),
    system.startApi({ ...limits, REDIS_URL: 'redis://127.0.0.1:1' }),
  ]);
  await api.createGroup({ name: 'Sales', numbers: numbersFrom(1, 100) });
}, 60_000);

afterAll(() => system.stop());

const GROUPS = '/api/v1/groups';
const COMPATIBLE = '/engagement/v3/call-in/requests/create';

describe('a key that asks too often', () => {
  const burst = (client: CheckedClient, many: number) =>
    Promise.all(Array.from({ length: many }, () => client.get<Problem>(`${GROUPS}?limit=1`)));
  const secondBegun = () => new Promise((resolve) => setTimeout(resolve, 1_010 - (Date.now() % 1_000)));

  it('is told when it may ask again, and may then', async () => {
    await secondBegun();
    const answers = await burst(api, 200);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(40);
    for (const { body, headers } of refused) {
      expect([body.code, headers.get('retry-after')]).toEqual(['RATE_LIMITED', '1']);
      expect(headers.get('content-type')).toContain('application/problem+json');
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await api.get(GROUPS)).status).toBe(200);
  });

  it('is told so in the envelope of the compatible route', async () => {
    await secondBegun();
    const asked = Array.from({ length: 120 }, () =>
      api.send<{ status: { code: number } }>('POST', COMPATIBLE, { groupName: 'Nobody' }),
    );
    const refused = (await Promise.all(asked)).filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const { body, headers } of refused) {
      expect([body.status.code, headers.get('retry-after')]).toEqual([42_902, '1']);
    }
  });

  it('does not take from another', async () => {
    await system.addKey('another-key-0123456789abcdef01234', ['read']);
    await secondBegun();
    const another = new CheckedClient(api.url, 'another-key-0123456789abcdef01234');
    const [, answers] = await Promise.all([burst(api, 100), burst(another, 10)]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });

  it('is refused on the socket too', async () => {
    await secondBegun();
    const socket = await connect(api.url, KEY);
    const asked = Array.from({ length: 90 }, () => socket.emitWithAck('group:watch', { groupId: '0'.repeat(24) }));
    const codes = (await Promise.all(asked)).map(({ code }: { code: string }) => code);
    expect(codes).toContain('RATE_LIMITED');
    socket.close();
  });

  it('is served without Redis, as far as one process counts', async () => {
    await secondBegun();
    expect((await withoutRedis.get(GROUPS)).status).toBe(200);
    const answers = await burst(withoutRedis, 200);
    expect(answers.some(({ status }) => status === 429)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const call = await withoutRedis.send('POST', '/api/v1/call-ins', { groupName: 'Sales' });
    expect(call.status).toBe(201);
  });
});

describe('whoever tries to sign in', () => {
  const tried = async (client: CheckedClient, email: string, address: string) => {
    const headers = { 'x-api-key': '', 'x-forwarded-for': address };
    const body = { email, password: 'a wrong password of some length' };
    const {
      status,
      headers: told,
      body: problem,
    } = await client.send<Problem>('POST', '/api/v1/session', body, headers);
    return { status, code: problem.code, wait: Number(told.get('retry-after')) };
  };

  it('may try an account three times a minute, at all processes together, from wherever', async () => {
    const from = (index: number) => `198.51.100.${index}`;
    for (let made = 0; made < 3; made += 1) {
      const answer = await tried(made % 2 ? api : other, 'ada@example.org', from(made));
      expect([answer.status, answer.code]).toEqual([401, 'WRONG_CREDENTIALS']);
    }
    const refused = await tried(other, 'ADA@example.org', from(9));
    expect([refused.status, refused.code]).toEqual([429, 'RATE_LIMITED']);
    expect(refused.wait).toBeGreaterThan(40);
    expect(refused.wait).toBeLessThanOrEqual(60);
  });

  it('may try three times a minute from one address, whomever', async () => {
    const statuses = [];
    for (let made = 0; made < 4; made += 1)
      statuses.push((await tried(api, `${made}@example.org`, '203.0.113.5')).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
    const link = { token: 'x'.repeat(43), password: 'a new password of some length' };
    const headers = { 'x-api-key': '', 'x-forwarded-for': '203.0.113.5' };
    expect(await api.send('POST', '/api/v1/session/welcome', link, headers)).toMatchObject({ status: 429 });
  });

  it('may not try at all without Redis: who kept it away could guess without end', async () => {
    const answer = await tried(withoutRedis, 'grace@example.org', '203.0.113.6');
    expect([answer.status, answer.code, answer.wait]).toEqual([503, 'SIGN_IN_UNAVAILABLE', 5]);
  });
});

describe('every answer', () => {
  it.each([
    ['/health/live', {}],
    ['/api/v1/groups', {}],
    ['/api/v1/nothing', {}],
    ['/api/v1/groups', { 'x-api-key': '' }],
    ['/api/openapi.json', {}],
    ['/', {}],
  ])('keeps browsers from what could do harm: %s %j', async (path, sent) => {
    const { headers } = await api.get(path, sent);
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers.get('strict-transport-security')).toContain('max-age=31536000');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
    if (path.startsWith('/api/v1')) expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is a documentation whose scripts are files of this origin', async () => {
    const { headers, body } = await api.get<string>('/api/docs');
    expect(headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(body.match(/<script(?![^>]*\bsrc=)/g)).toBeNull();
  });
});

describe('a request', () => {
  const sent = async (path: string, bytes: number) => {
    const text = JSON.stringify({ groupName: 'x'.repeat(bytes) });
    const answer = await api.send<Problem>('POST', path, text, { 'content-type': 'application/json' });
    return [answer.status, answer.body.code];
  };

  it('has a body no larger than its route needs', async () => {
    expect(await sent('/api/v1/call-ins', 63 * 1_024)).toEqual([404, 'GROUP_NOT_FOUND']);
    expect(await sent('/api/v1/call-ins', 64 * 1_024)).toEqual([413, 'BODY_TOO_LARGE']);
    expect(await sent('/api/v1/call-ins/match', 70_000)).toEqual([413, 'BODY_TOO_LARGE']);
    expect(await sent('/api/v1/groups', 70_000)).toEqual([422, 'VALIDATION_FAILED']);
    expect(await sent('/api/v1/groups', 4 * 1_024 * 1_024)).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('has headers of 16 KiB at most', async () => {
    const headers = { 'x-much': 'x'.repeat(20_000) };
    const answer = await fetch(`${api.url}/health/live`, { headers });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });
});
