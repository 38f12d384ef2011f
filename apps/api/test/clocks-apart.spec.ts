import { type CreatedCallIn } from '@ctci/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CallInClient, type PooledGroup, refused, EXPIRY } from './support/call-in-client.js';
import { letTimePass } from './support/let-time-pass.js';
import { System } from './support/system.js';

const MINUTE_MS = 60_000;
const SHIFT_CLOCK = pathToFileURL(join(import.meta.dirname, 'support', 'shift-clock.js')).href;
const GUESSER = '+12025550199';

const system = new System();
let slow: CallInClient;
let fast: CallInClient;
beforeAll(async () => {
  const start = async (minutes: number) =>
    new CallInClient(
      await system.startApi({
        NODE_OPTIONS: `--import=${SHIFT_CLOCK}`,
        CLOCK_SHIFT_MS: String(minutes * MINUTE_MS),
      }),
    );
  [slow, fast] = await Promise.all([start(-5), start(5)]);
});
afterAll(() => system.stop());

const both = () => [slow, fast] as const;

it('two processes have clocks that are ten minutes apart', async () => {
  const [early, late] = [await slow.groupOf(1), await fast.groupOf(1)];
  const apart = Date.parse(late.createdAt) - Date.parse(early.createdAt);
  expect(apart).toBeGreaterThan(9 * MINUTE_MS);
  expect(apart).toBeLessThan(11 * MINUTE_MS);
});

describe('through both of them', () => {
  let unique: PooledGroup;
  let held: CreatedCallIn[];

  it('a number is handed out to one call-in at a time, whose life is the same', async () => {
    unique = await slow.groupOf(6, { uniqueDnis: true });

    const from = Date.now();
    const answers = await Promise.all([1, 2, 3, 4].flatMap(() => both().map((client) => client.create(unique.name))));
    const to = Date.now();

    held = answers.flatMap(({ status, body }) => (status === 201 ? [body] : []));
    expect(held.map(({ toPhoneNumber }) => toPhoneNumber).sort()).toEqual(unique.dnis);
    for (const { expiresAt } of held) {
      expect(Date.parse(expiresAt)).toBeGreaterThanOrEqual(from + EXPIRY * 1_000);
      expect(Date.parse(expiresAt)).toBeLessThanOrEqual(to + EXPIRY * 1_000);
    }
  });

  it('an exhausted pool says when to try again', async () => {
    for (const client of both()) {
      const { code, retryAfter } = refused(await client.create(unique.name));
      expect(code).toBe('POOL_EXHAUSTED');
      expect(retryAfter).toBeGreaterThan(EXPIRY / 2);
      expect(retryAfter).toBeLessThanOrEqual(EXPIRY);
    }
  });

  it('a call is joined once, and told again gets the first answer again', async () => {
    const [, ...rest] = held;
    for (const [first, again] of [both(), both().toReversed()] as const) {
      const callIn = rest.pop()!;
      const call = { dnis: callIn.toPhoneNumber, callId: `call for ${callIn.id}` };
      const matched = await first.match(call);

      expect(matched).toMatchObject({ outcome: 'matched', callIn: { id: callIn.id } });
      expect(await again.match(call)).toEqual(matched);
      expect(await again.match({ dnis: callIn.toPhoneNumber })).toMatchObject({ reason: 'ALREADY_MATCHED' });
    }
    held = [held[0]!, ...rest];
  });

  it('call-ins live until their time and no longer', async () => {
    for (const client of both()) {
      for (const callIn of held) expect(await client.get(callIn)).toMatchObject({ state: 'waiting', endedAt: null });
    }
    await letTimePass(system.database, EXPIRY);

    for (const client of both()) {
      for (const callIn of held) {
        const { state, endedAt, expiresAt } = await client.get(callIn);
        expect({ state, endedAt }).toEqual({ state: 'expired', endedAt: expiresAt });
      }
      expect(await client.match({ dnis: held[0]!.toPhoneNumber })).toMatchObject({ reason: 'EXPIRED' });
    }
    const next = [await slow.created(unique.name), await fast.created(unique.name)];
    expect(new Set(next.map(({ toPhoneNumber }) => toPhoneNumber)).size).toBe(2);
  });

  it('wrong codes are counted together, and lock for as long', async () => {
    const { name } = await slow.groupOf(1, { generateAccessCode: true });
    const { toPhoneNumber: dnis, accessCode } = await fast.created(name);
    const wrong = { dnis, accessCode: accessCode === '111111' ? '222222' : '111111', callerNumber: GUESSER };
    for (const client of [slow, fast, slow, fast, slow]) {
      expect(await client.match(wrong)).toMatchObject({ reason: 'WRONG_CODE' });
    }

    for (const client of both()) {
      const locked = await client.match({ dnis, accessCode, callerNumber: GUESSER });
      expect(locked).toMatchObject({ outcome: 'rejected', reason: 'LOCKED' });
      const { retryAfterSeconds = 0 } = locked as { retryAfterSeconds?: number };
      expect(retryAfterSeconds).toBeGreaterThan(500);
      expect(retryAfterSeconds).toBeLessThanOrEqual(600);
    }
  });

  it('a number that leaves its group is kept for its call-in, and goes with it', async () => {
    const { id, name, dnis } = await fast.groupOf(2, { uniqueDnis: true });
    const live = await slow.created(name);
    const other = await slow.groupOf(1);
    await fast.api.send('DELETE', `/api/v1/groups/${id}/numbers/${live.toPhoneNumber}`);

    const add = () => slow.api.send<never>('POST', `/api/v1/groups/${other.id}/numbers`, { dnis: live.toPhoneNumber });
    const { code, retryAfter } = refused(await add());
    expect(code).toBe('NUMBER_DRAINING');
    expect(retryAfter).toBeGreaterThan(EXPIRY / 2);
    expect(retryAfter).toBeLessThanOrEqual(EXPIRY);
    await fast.cancel(live);
    expect((await add()).status).toBe(201);
    expect(dnis).toContain(live.toPhoneNumber);
  });
});
