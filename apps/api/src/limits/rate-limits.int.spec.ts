import { producerConnection } from '@ctci/platform';
import { testRedisUrl, uniquePrefix, until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProblemError } from '../http/problem-error.js';
import { RateLimits } from './rate-limits.js';
import { SignInLimit } from './sign-in-limit.js';

const redis = producerConnection(testRedisUrl());
const away = producerConnection('redis://127.0.0.1:1');
const prefix = uniquePrefix();
const opened: RateLimits[] = [];
const limits = (connection = redis, name = prefix) => {
  const made = new RateLimits(connection, { prefix: name, key: 100, person: 5 });
  opened.push(made);
  return made;
};

beforeAll(async () => {
  await until(
    () => Promise.resolve(redis.status),
    (status) => status === 'ready',
  );
});

afterAll(() => {
  for (const one of opened) one.onModuleDestroy();
  redis.disconnect();
  away.disconnect();
});

const key = { kind: 'key', name: 'api-key:one' } as const;
const person = { kind: 'person', name: 'user:ada@example.org' } as const;
/** How many of so many requests at once are let through. */
const through = (of: RateLimits, caller: typeof key | typeof person, many: number, nowMs: number) =>
  Array.from({ length: many }, () => of.take(caller, nowMs)).filter((wait) => wait === null).length;

describe('requests', () => {
  it('are let through as many as a second has, of each caller for itself', () => {
    const one = limits();
    const nowMs = 1_000_000_000_000;
    expect(through(one, key, 150, nowMs)).toBe(100);
    expect(through(one, person, 150, nowMs + 1)).toBe(5);
    expect(through(one, { ...key, name: 'api-key:two' } as never, 150, nowMs + 999)).toBe(100);
    expect(one.take(key, nowMs + 999)).toBe(1);
    expect(through(one, key, 150, nowMs + 1_000)).toBe(100);
  });

  it('are counted for all processes together', async () => {
    const [one, other] = [limits(), limits()];
    const nowMs = Math.floor(Date.now() / 1_000) * 1_000 + 600_000;
    expect(through(one, key, 80, nowMs)).toBe(80);
    expect(through(other, key, 1, nowMs)).toBe(1);
    await sleep(300);
    expect(through(other, key, 150, nowMs)).toBe(19);
    await sleep(300);
    expect(through(one, key, 150, nowMs)).toBe(0);
  });

  it('are let through without Redis, counted by each process alone', async () => {
    const one = limits(away, uniquePrefix());
    const nowMs = Math.floor(Date.now() / 1_000) * 1_000 + 600_000;
    expect(through(one, key, 150, nowMs)).toBe(100);
    await sleep(300);
    expect(through(one, key, 150, nowMs + 1_000)).toBe(100);
  });
});

describe('tries to sign in', () => {
  const take = (limit: SignInLimit, account: string, address: string) =>
    limit.take({ account, address }).then(
      () => 'let try',
      (error: unknown) => {
        const { code, retryAfterSeconds = '' } = error as ProblemError;
        return `${code} ${retryAfterSeconds}`.trim();
      },
    );

  it('are ten a minute of one account, wherever they come from', async () => {
    const limit = new SignInLimit(redis, { prefix, perMinute: 10 });
    const tries = [];
    for (let made = 0; made < 12; made += 1) {
      tries.push(await take(limit, 'ada@example.org', `192.0.2.${made}`));
    }
    expect(tries.slice(0, 10)).toEqual(tries.slice(0, 10).map(() => 'let try'));
    expect(tries[10]).toMatch(/^RATE_LIMITED (60|59|58)$/);
    expect(await take(limit, 'grace@example.org', '192.0.2.1')).toBe('let try');
  });

  it('are ten a minute from one subscriber, whomever they try', async () => {
    const limit = new SignInLimit(redis, { prefix, perMinute: 10 });
    const tries = [];
    for (let made = 0; made < 11; made += 1) tries.push(await take(limit, `${made}@x.org`, `2001:db8::${made}`));
    expect(tries.filter((answer) => answer === 'let try')).toHaveLength(10);
    expect(await take(limit, 'z@x.org', '2001:db8:0:1::1')).toBe('let try');
  });

  it('wait exactly until their minute is over', async () => {
    const limit = new SignInLimit(redis, { prefix: uniquePrefix(), perMinute: 1 });
    const counted = (await redis.keys(`*sign-in*`)).length;
    await take(limit, 'a', '198.51.100.1');
    const keys = (await redis.keys(`*sign-in*`)).slice(0);
    expect(keys.length).toBe(counted + 2);
    for (const one of keys) await redis.pexpire(one, 2_500);
    expect(await take(limit, 'a', '198.51.100.1')).toBe('RATE_LIMITED 3');
    expect(keys.join()).not.toContain('example.org');
  });

  it('are nobody’s without Redis', async () => {
    const limit = new SignInLimit(away, { prefix, perMinute: 10 });
    expect(await take(limit, 'ada@example.org', '203.0.113.1')).toBe('SIGN_IN_UNAVAILABLE');
  });
});
