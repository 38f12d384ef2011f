import { type CreatedCallIn } from '@ctci/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallInClient, EXPIRY, idsOf, type PooledGroup, refused } from './support/call-in-client.js';
import { letTimePass } from './support/let-time-pass.js';
import { System } from './support/system.js';

const CALLER = '+12025550123';
/** One code in a hundred of 9,000. */
const CODES = 90;

const system = new System();
let client: CallInClient;
let unique: PooledGroup;
let coded: PooledGroup;
let limited: PooledGroup;
let held: [CreatedCallIn, CreatedCallIn];
let withCodes: CreatedCallIn[];
let ofCaller: CreatedCallIn[];

beforeAll(async () => {
  client = new CallInClient(await system.startApi({ CODE_SPACE_PERCENT: '1' }));
  unique = await client.groupOf(2, { uniqueDnis: true });
  coded = await client.groupOf(1, { generateAccessCode: true, accessCodeLength: 4 });
  limited = await client.groupOf(1, { maxLivePerCaller: 3 });
});
afterAll(() => system.stop());

const create = (group: PooledGroup, count: number, rest?: object) =>
  Promise.all(Array.from({ length: count }, () => client.create(group.name, rest)));
const madeBy = (answers: Awaited<ReturnType<typeof create>>) =>
  answers.flatMap(({ status, body }) => (status === 201 ? [body] : []));

describe('while call-ins live and no worker runs', () => {
  it('a held number is handed out to nobody else', async () => {
    held = [await client.created(unique.name), await client.created(unique.name)];

    expect(held.map(({ toPhoneNumber }) => toPhoneNumber).sort()).toEqual(unique.dnis);
    const { status, code, retryAfter } = refused(await client.create(unique.name));
    expect([status, code]).toEqual([503, 'POOL_EXHAUSTED']);
    expect(retryAfter).toBeGreaterThan(EXPIRY / 2);
    expect(retryAfter).toBeLessThanOrEqual(EXPIRY);
    expect(await client.idsIn(unique.name, 'waiting')).toEqual(idsOf(held));
  });

  it('each of many at once has a code of its own, and none is made where the code space is full', async () => {
    withCodes = madeBy(await create(coded, CODES));

    expect(withCodes).toHaveLength(CODES);
    expect(new Set(withCodes.map(({ accessCode }) => accessCode)).size).toBe(CODES);
    const { code, retryAfter } = refused(await client.create(coded.name));
    expect(code).toBe('POOL_EXHAUSTED');
    expect(retryAfter).toBeGreaterThan(EXPIRY / 2);
    expect(retryAfter).toBeLessThanOrEqual(EXPIRY);
  });

  it('a caller gets as many as the limit, and no more', async () => {
    const answers = await create(limited, 10, { fromPhoneNumber: CALLER });

    ofCaller = madeBy(answers);
    expect(ofCaller).toHaveLength(3);
    const others = answers.filter(({ status }) => status !== 201).map((answer) => refused(answer).code);
    expect(new Set(others)).toEqual(new Set(['TOO_MANY_LIVE_CALL_INS']));
  });
});

describe('once they are past their time and no worker has seen it', () => {
  beforeAll(async () => {
    await letTimePass(system.database, EXPIRY);
    expect(await system.database.collection('callIns').countDocuments({ state: 'waiting' })).toBe(5 + CODES);
  });

  it('a call to them hears that they have expired, and they cannot be cancelled', async () => {
    expect(await client.match({ dnis: held[0].toPhoneNumber })).toMatchObject({ reason: 'EXPIRED' });
    expect(refused(await client.cancel(held[0]))).toMatchObject({ status: 409, code: 'CALL_IN_ENDED' });
  });

  it('they are shown as expired at their time, and every filter by state says the same', async () => {
    const { state, endedAt, expiresAt } = await client.get(held[0]);
    expect({ state, endedAt }).toEqual({ state: 'expired', endedAt: expiresAt });
    expect(await client.idsIn(unique.name, 'waiting')).toEqual([]);
    expect(await client.idsIn(unique.name, 'expired')).toEqual(idsOf(held));
    expect(await client.idsIn(coded.name, 'expired')).toEqual(idsOf(withCodes));
  });

  it('their numbers are handed out again, and a late cancel does not free them', async () => {
    const next = [await client.created(unique.name), await client.created(unique.name)];
    expect(next.map(({ toPhoneNumber }) => toPhoneNumber).sort()).toEqual(unique.dnis);

    for (const callIn of held) expect(refused(await client.cancel(callIn)).code).toBe('CALL_IN_ENDED');
    expect(refused(await client.create(unique.name)).code).toBe('POOL_EXHAUSTED');

    for (const callIn of next) {
      const matched = await client.match({ dnis: callIn.toPhoneNumber });
      expect(matched).toMatchObject({ outcome: 'matched', callIn: { id: callIn.id } });
    }
  });

  it('their codes and their places make way', async () => {
    const again = madeBy(await create(coded, CODES));
    expect(new Set(again.map(({ accessCode }) => accessCode)).size).toBe(CODES);
    expect(refused(await client.create(coded.name)).code).toBe('POOL_EXHAUSTED');
    expect(madeBy(await create(limited, 10, { fromPhoneNumber: CALLER }))).toHaveLength(3);
  });
});
