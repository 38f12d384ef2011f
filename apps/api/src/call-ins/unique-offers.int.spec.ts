import { type Dnis, GUESS_LIMITS } from '@ctci/domain';
import {
  AttemptRepository,
  CallInRepository,
  type GroupDocument,
  LeaseRepository,
  PoolNumbers,
} from '@ctci/persistence';
import { someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SiftNumbers } from './sift-numbers.js';
import { UniqueOffers } from './unique-offers.js';

let db: TestDatabase;
let leases: LeaseRepository;
beforeAll(async () => {
  db = await TestDatabase.open();
  leases = db.app.get(LeaseRepository);
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => db.close());

/** As another process has them. */
function offersOfAProcess(): UniqueOffers {
  const numbers = db.app.get(PoolNumbers);
  const sift = new SiftNumbers(
    ...([numbers, leases, db.app.get(CallInRepository), db.app.get(AttemptRepository), GUESS_LIMITS] as const),
  );
  return new UniqueOffers(numbers, leases, sift);
}

async function offered(offers: UniqueOffers, group: GroupDocument): Promise<Dnis[]> {
  const all: Dnis[] = [];
  for await (const dnis of offers.of(group)) {
    all.push(dnis);
    // Whoever is offered a number takes it.
    const terms = { callInId: 'test', expirySeconds: 30, coolDownSeconds: 0 };
    if (await leases.claim(dnis, group._id, terms)) continue;
    throw new Error(`${dnis} was offered and cannot be had`);
  }
  for (const dnis of all) await leases.release(dnis, 'test');
  return all.sort();
}

const passes = (ms: number) => {
  const now = performance.now();
  jest.spyOn(performance, 'now').mockImplementation(() => now + ms);
};

describe('numbers of a pool', () => {
  it('are offered until none is free, those that came since the last time too', async () => {
    const numbers = someNumbers(3);
    const group = await db.group({ numbers });
    const offers = offersOfAProcess();
    expect(await offered(offers, group)).toEqual(numbers.map(({ dnis }) => dnis));

    const [more] = someNumbers(1);
    await db.numbers.add(group._id.toHexString(), more!);
    const changed = (await db.groups.get(group._id.toHexString()))!;

    expect(await offered(offers, changed)).toEqual([...numbers, more!].map(({ dnis }) => dnis));
  });

  it('are not lost for long when one that came back is forgotten by a process that was paused', async () => {
    const numbers = someNumbers(2);
    const group = await db.group({ numbers });
    const [dnis] = numbers.map((number) => number.dnis);
    const offers = offersOfAProcess();
    expect(await offered(offers, group)).toHaveLength(2);

    await leases.forget(group._id, [dnis!]);

    passes(31_000);
    expect(await offered(offers, group)).toEqual(numbers.map((number) => number.dnis));
  });

  it('nor when a process that was paused still takes one for the group that it has left', async () => {
    const numbers = someNumbers(2);
    const [from, to] = [await db.group(), await db.group({ numbers })];
    const offers = offersOfAProcess();
    expect(await offered(offers, to)).toHaveLength(2);

    await leases.introduce(from._id, [numbers[0]!.dnis]);

    passes(31_000);
    expect(await offered(offers, to)).toEqual(numbers.map(({ dnis }) => dnis));
  });
});
