import { type Problem } from '@ctci/contracts';
import { connect, profiled } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
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
});

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

describe('an address that shows unknown keys', () => {
  let shown = 0;
  const show = async (client: CheckedClient, address: string, key = `unknown-${(shown += 1)}`.padEnd(40, '-')) => {
    const sent = { 'x-api-key': key, 'x-forwarded-for': address };
    const { status, body, headers } = await client.get<Problem>(`${GROUPS}?limit=1`, sent);
    return { status, code: body.code, type: headers.get('content-type'), wait: Number(headers.get('retry-after')) };
  };
  const showMany = async (client: CheckedClient, address: string, many: number) => {
    const statuses: number[] = [];
    while (statuses.length < many) statuses.push((await show(client, address)).status);
    return statuses;
  };
  /** With what a handshake is refused; `connected` if it is not. */
  const shakeHands = async (url: string, address: string, key: string) => {
    const extraHeaders = { 'x-api-key': key, 'x-forwarded-for': address };
    const socket = io(url, { extraHeaders, forceNew: true, transports: ['websocket'], reconnection: false });
    const word = await new Promise<string>((resolve) => {
      socket.once('connect', () => {
        resolve('connected');
      });
      socket.once('connect_error', ({ message }) => {
        resolve(message);
      });
    });
    socket.close();
    return word;
  };

  it('may show 300 a minute to all processes together, and is then told to wait', async () => {
    const begun = Date.now();
    const statuses = [...(await showMany(api, '192.0.2.1', 150)), ...(await showMany(other, '192.0.2.1', 150))];
    expect(statuses).toEqual(statuses.map(() => 401));
    for (const client of [api, other]) {
      const refused = await show(client, '192.0.2.1');
      expect(refused).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
      expect(refused.type).toContain('application/problem+json');
      expect(refused.wait).toBeGreaterThanOrEqual(60 - Math.ceil((Date.now() - begun) / 1_000));
      expect(refused.wait).toBeLessThanOrEqual(60);
    }
    expect((await show(api, '192.0.2.2')).status).toBe(401);
  });

  it('is refused without a look-up from then on, save one of all good keys a second', async () => {
    const begun = performance.now();
    const asked = await profiled(system.client, async () => {
      const statuses = await Promise.all([api, other].map((client) => showMany(client, '192.0.2.1', 100)));
      expect(statuses.flat()).toEqual(statuses.flat().map(() => 429));
    });
    const seconds = (performance.now() - begun) / 1_000;
    const ofKeys = asked.filter(({ ns }) => ns.endsWith('.apiKeys'));
    expect(ofKeys.length).toBeLessThanOrEqual(2 * Math.ceil(seconds));
  });

  it('may show its good keys all the same, but none that has ended', async () => {
    const statuses = await Promise.all([api, other].map((client) => show(client, '192.0.2.1', KEY)));
    expect(statuses.map(({ status }) => status)).toEqual([200, 200]);

    const made = await api.send<{ id: string; key: string }>('POST', '/api/v1/api-keys', {
      name: 'k',
      scopes: ['read'],
    });
    await new Promise((resolve) => setTimeout(resolve, 1_010));
    expect((await show(other, '192.0.2.1', made.body.key)).status).toBe(200);
    await api.send('DELETE', `/api/v1/api-keys/${made.body.id}`);
    await new Promise((resolve) => setTimeout(resolve, 1_010));
    expect((await show(other, '192.0.2.1', made.body.key)).status).toBe(429);
  });

  it('is refused on the socket too, where what it shows counts', async () => {
    expect(await shakeHands(other.url, '192.0.2.1', 'x'.repeat(40))).toBe('RATE_LIMITED');
    expect(await shakeHands(other.url, '192.0.2.1', KEY)).toBe('connected');
    await showMany(api, '192.0.2.3', 298);
    const words = [];
    for (let made = 0; made < 3; made += 1) words.push(await shakeHands(other.url, '192.0.2.3', 'x'.repeat(40)));
    expect(words).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED', 'RATE_LIMITED']);
  });

  it('is never refused for what needs no look-up, nor without Redis', async () => {
    for (let made = 0; made < 310; made += 1) expect((await show(api, '192.0.2.4', '')).status).toBe(401);
    const statuses = await showMany(withoutRedis, '192.0.2.4', 310);
    expect(statuses).toEqual(statuses.map(() => 401));
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
