import { type Problem, type Scope } from '@ctci/contracts';
import { producerConnection } from '@ctci/platform';
import { connect, profiled, testRedisUrl } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { CheckedClient } from './support/checked-client.js';
import { numbersFrom } from './support/numbers.js';
import { KEY, System } from './support/system.js';

const system = new System();
const redis = producerConnection(testRedisUrl());
let api: CheckedClient;
let other: CheckedClient;
let withoutRedis: CheckedClient;
/** Once a second, which no machine is too slow to exceed. */
let limited: CheckedClient;

beforeAll(async () => {
  const tries = { SIGN_IN_LIMIT_PER_MINUTE: '3', TRUST_PROXY: '127.0.0.1' };
  const once = { ...tries, RATE_LIMIT_KEY_PER_SECOND: '1' };
  [api, other, withoutRedis, limited] = await Promise.all([
    system.startApi(tries),
    system.startApi(tries),
    system.startApi({ ...once, REDIS_URL: 'redis://127.0.0.1:1' }),
    system.startApi(once),
  ]);
  await api.createGroup({ name: 'Sales', numbers: numbersFrom(1, 100) });
});

afterAll(async () => {
  redis.disconnect();
  await system.stop();
});

const GROUPS = '/api/v1/groups';
const COMPATIBLE = '/engagement/v3/call-in/requests/create';

/** The minutes that have begun last an hour: no machine is too slow for what is tried within one. */
async function minutesLast(): Promise<void> {
  const counts = await redis.keys(`${system.env.QUEUE_PREFIX}:*`);
  const begun = counts.filter((key) => /:(sign-in|wrong-key):/.test(key));
  await Promise.all(begun.map((key) => redis.pexpire(key, HOUR_MS)));
}
const HOUR_MS = 3_600_000;

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

describe('a key that asks too often', () => {
  const burst = (client: CheckedClient) =>
    Promise.all(Array.from({ length: 20 }, () => client.get<Problem>(`${GROUPS}?limit=1`)));
  const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1_010));
  /** With a key that has not been used. */
  const withKeyOf = async (client: CheckedClient, name: string, scopes: readonly Scope[] = ['admin']) => {
    const key = `key-of-${name}`.padEnd(40, '-');
    await system.addKey(key, scopes);
    return new CheckedClient(client.url, key);
  };

  it('is told when it may ask again, and may then', async () => {
    const client = await withKeyOf(limited, 'one');
    const refused = (await burst(client)).filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const { body, headers } of refused) {
      expect([body.code, headers.get('retry-after')]).toEqual(['RATE_LIMITED', '1']);
      expect(headers.get('content-type')).toContain('application/problem+json');
    }
    await nextSecond();
    expect((await client.get(GROUPS)).status).toBe(200);
  });

  it('is told so in the envelope of the compatible route', async () => {
    const client = await withKeyOf(limited, 'an-older-client');
    const asked = Array.from({ length: 20 }, () =>
      client.send<{ status: { code: number } }>('POST', COMPATIBLE, { groupName: 'Nobody' }),
    );
    const refused = (await Promise.all(asked)).filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const { body, headers } of refused) {
      expect([body.status.code, headers.get('retry-after')]).toEqual([42_902, '1']);
    }
  });

  it('does not take from another', async () => {
    const [one, another] = [await withKeyOf(limited, 'greed'), await withKeyOf(limited, 'modesty')];
    const [greedy, modest] = await Promise.all([burst(one), another.get(GROUPS)]);
    expect([greedy.some(({ status }) => status === 429), modest.status]).toEqual([true, 200]);
  });

  it('is refused on the socket too', async () => {
    const { url, apiKey } = await withKeyOf(limited, 'a-watcher');
    const socket = await connect(url, apiKey);
    const asked = Array.from({ length: 20 }, () => socket.emitWithAck('group:watch', { groupId: '0'.repeat(24) }));
    const codes = (await Promise.all(asked)).map(({ code }: { code: string }) => code);
    expect(codes).toContain('RATE_LIMITED');
    socket.close();
  });

  it('is refused with more handshakes too, and let in again when it may ask', async () => {
    const { url, apiKey } = await withKeyOf(limited, 'many-watchers');
    const shake = () => shakeHands(url, '192.0.2.9', apiKey);
    const words = await Promise.all(Array.from({ length: 20 }, shake));
    expect(new Set(words)).toEqual(new Set(['connected', 'RATE_LIMITED']));
    await nextSecond();
    expect(await shake()).toBe('connected');
  });

  it('is served without Redis, as far as one process counts', async () => {
    const client = await withKeyOf(withoutRedis, 'somebody-alone');
    const answers = await burst(client);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
    await nextSecond();
    expect((await client.send('POST', '/api/v1/call-ins', { groupName: 'Sales' })).status).toBe(201);
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
    const statuses = [(await show(client, address)).status];
    await minutesLast();
    while (statuses.length < many) statuses.push((await show(client, address)).status);
    return statuses;
  };
  it('may show 300 a minute to all processes together, and is then told to wait', async () => {
    const statuses = [...(await showMany(api, '192.0.2.1', 150)), ...(await showMany(other, '192.0.2.1', 150))];
    expect(statuses).toEqual(statuses.map(() => 401));
    for (const client of [api, other]) {
      const refused = await show(client, '192.0.2.1');
      expect(refused).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
      expect(refused.type).toContain('application/problem+json');
      expect(refused.wait).toBeGreaterThan(60);
      expect(refused.wait).toBeLessThanOrEqual(HOUR_MS / 1_000);
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
    await minutesLast();
    return { status, code: problem.code, wait: Number(told.get('retry-after')) };
  };

  it('may try an account three times a minute, at all processes together, from wherever and however it is written', async () => {
    const from = (index: number) => `198.51.100.${index}`;
    const spellings = [' ada@example.org', '\tADA@example.org', '\uff41da@example.org', 'ada@example.org'];
    const answers = [];
    for (const [made, email] of spellings.entries()) {
      answers.push(await tried(made % 2 ? api : other, email, from(made)));
    }
    expect(answers.map(({ code }) => code)).toEqual([
      ...['WRONG_CREDENTIALS', 'WRONG_CREDENTIALS', 'WRONG_CREDENTIALS'],
      'RATE_LIMITED',
    ]);
    const { status, wait } = answers[3]!;
    expect([status, wait > 60, wait <= HOUR_MS / 1_000]).toEqual([429, true, true]);
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
