import { err, ok } from '@ctci/domain';
import { TestDatabase } from '@ctci/testing';
import { getConnectionToken } from '@nestjs/mongoose';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Connection } from 'mongoose';
import { AbandonedTransactions } from '../database/abandoned-transactions.js';
import { inTransaction } from '../database/transaction.js';
import { type IdempotencyKeyDocument } from './idempotency-key.schema.js';
import { ClaimLost, type IdempotencyClaim, IdempotencyKeys } from './idempotency-keys.js';

let db: TestDatabase;
let keys: IdempotencyKeys;
beforeAll(async () => {
  db = await TestDatabase.open();
  keys = db.app.get(IdempotencyKeys);
});
afterAll(() => db.close());

let made = 0;
const aKey = () => ({ id: `key ${++made}`, fingerprint: 'body' });
const claimed = async (key: ReturnType<typeof aKey>): Promise<IdempotencyClaim> => {
  const found = await keys.claim(key);
  if (found.state !== 'claimed') throw new Error(found.state);
  return found.claim;
};
const age = (id: string, seconds: number) =>
  db.client
    .db()
    .collection<IdempotencyKeyDocument>('idempotencyKeys')
    .updateOne({ _id: id }, { $set: { claimedAt: new Date(Date.now() - seconds * 1_000) } });

describe('an idempotency key', () => {
  it('is claimed by the first, runs for the next, and has its answer then', async () => {
    const key = aKey();
    const claim = await claimed(key);
    expect(await keys.claim(key)).toEqual({ state: 'running' });
    await keys.keep(claim, 'the answer');
    expect(await keys.claim(key)).toEqual({ state: 'answered', answer: 'the answer' });
  });

  it('is claimed by one of many who come at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const key = aKey();
      const all = await Promise.all(Array.from({ length: 12 }, () => keys.claim(key)));
      expect(all.filter(({ state }) => state === 'claimed')).toHaveLength(1);
      expect(all.filter(({ state }) => state === 'running')).toHaveLength(11);
    }
  });

  it('is for one body only, be it answered or not', async () => {
    const key = aKey();
    const claim = await claimed(key);
    expect(await keys.claim({ ...key, fingerprint: 'other' })).toEqual({ state: 'reused' });
    await keys.keep(claim, 'the answer');
    expect(await keys.claim({ ...key, fingerprint: 'other' })).toEqual({ state: 'reused' });
  });

  it('is free again once its answer is not to be kept', async () => {
    const key = aKey();
    await keys.release(await claimed(key));
    expect(await keys.claim(key)).toMatchObject({ state: 'claimed' });
  });

  it.each([
    ['without an answer for 29 seconds is taken', 29, false, 'running'],
    ['without an answer for 31 seconds has lapsed', 31, false, 'claimed'],
    ['with an answer is kept for a day', 86_000, true, 'answered'],
    ['with an answer is free after a day', 86_500, true, 'claimed'],
  ])('%s', async (_, seconds, isAnswered, state) => {
    const key = aKey();
    const claim = await claimed(key);
    if (isAnswered) await keys.keep(claim, 'x');
    await age(key.id, seconds);
    expect((await keys.claim(key)).state).toBe(state);
  });

  it('lets a request that has lost it neither answer nor give it back', async () => {
    const key = aKey();
    const slow = await claimed(key);
    await age(key.id, 31);
    const next = await claimed(key);

    await expect(keys.keep(slow, 'late')).rejects.toThrow(ClaimLost);
    await keys.release(slow);
    expect(await keys.claim(key)).toEqual({ state: 'running' });
    await keys.keep(next, 'in time');
    await expect(keys.keep(next, 'twice')).rejects.toThrow(ClaimLost);
    expect(await keys.claim(key)).toEqual({ state: 'answered', answer: 'in time' });
  });
});

describe('an answer in the transaction of its effect', () => {
  const connection = () => db.app.get<Connection>(getConnectionToken());

  it('is there with the effect, or not at all', async () => {
    const key = aKey();
    const claim = await claimed(key);
    const kept = (commits: boolean) =>
      inTransaction(connection(), async (session) => {
        await keys.keep(claim, 'the answer', session);
        return commits ? ok(null) : err({ code: 'REFUSED' });
      });

    await kept(false);
    expect(await keys.claim(key)).toEqual({ state: 'running' });
    await kept(true);
    expect(await keys.claim(key)).toMatchObject({ state: 'answered' });
  });

  it('is running while it is being written, however old: until whoever wrote it is known to have died', async () => {
    const key = aKey();
    const claim = await claimed(key);
    await age(key.id, 31);
    const session = await connection().startSession();
    session.startTransaction();
    await keys.keep(claim, 'never told', session);

    expect(await keys.claim(key)).toEqual({ state: 'running' });
    await db.app.get(AbandonedTransactions).end(0);
    expect(await keys.claim(key)).toMatchObject({ state: 'claimed' });
    await expect(session.commitTransaction()).rejects.toThrow();
    await session.endSession();
  });

  it('undoes the effect of a request that has lost its key', async () => {
    const key = aKey();
    const claim = await claimed(key);
    await age(key.id, 31);
    await claimed(key);

    const creating = db.groups.create(
      { name: { name: 'Late', key: 'late' }, settings: {}, numbers: [] } as never,
      (_, session) => keys.keep(claim, 'late', session),
    );

    await expect(creating).rejects.toThrow(ClaimLost);
    expect(await db.groups.list({ nameKey: 'late', limit: 1 })).toEqual([]);
  });
});
