import { type PlannedNumber, POOL_MAX } from '@ctci/domain';
import { aNumber, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GroupDocument } from '../group/group.schema.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.open();
});
afterAll(() => db.close());

const OK = { ok: true, value: null };
const refused = (code: string) => ({ ok: false, error: { code } });
const idOf = (group: GroupDocument) => group._id.toHexString();
const pair = () => someNumbers(2) as [PlannedNumber, PlannedNumber];

describe('a pool that many write to at once', () => {
  it('takes 10,000 numbers and not one more', async () => {
    const group = await db.group({ numbers: someNumbers(POOL_MAX - 10) });

    const outcomes = await Promise.all(someNumbers(40).map((number) => db.numbers.add(idOf(group), number)));

    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(10);
    expect(outcomes.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 30 }, () => refused('POOL_FULL')));
    expect(await db.poolSize(group)).toEqual([POOL_MAX, POOL_MAX]);
  });

  it('still lets digits be corrected when it is full', async () => {
    const [wrong, ...rest] = someNumbers(POOL_MAX);
    const group = await db.group({ numbers: [wrong!, ...rest] });

    expect(await db.numbers.change(idOf(group), wrong!, aNumber())).toEqual(OK);
    expect(await db.numbers.add(idOf(group), aNumber())).toEqual(refused('POOL_FULL'));
    expect(await db.poolSize(group)).toEqual([POOL_MAX, POOL_MAX]);
  });

  it('has a number that two groups take at once in one of them', async () => {
    const groups = [await db.group(), await db.group()] as const;
    for (let round = 0; round < 25; round += 1) {
      const number = aNumber();

      const outcomes = await Promise.all(groups.map((group) => db.numbers.add(idOf(group), number)));

      const winner = groups[outcomes.findIndex(({ ok }) => ok)]!;
      const error = { code: 'NUMBER_TAKEN', dnis: number.dnis, groupName: winner.name };
      expect(outcomes).toEqual(groups.map((group) => (group === winner ? OK : { ok: false, error })));
    }
    const sizes = await Promise.all(groups.map((group) => db.poolSize(group)));
    expect(sizes.map(([told]) => told)).toEqual(sizes.map(([, counted]) => counted));
    expect(sizes[0]![0] + sizes[1]![0]).toBe(25);
  });

  it('keeps one number when the last two are removed at once', async () => {
    for (let round = 0; round < 15; round += 1) {
      const numbers = pair();
      const group = await db.group({ numbers });

      const outcomes = await Promise.all(numbers.map((number) => db.numbers.remove(idOf(group), number)));

      expect(outcomes).toContainEqual(OK);
      expect(outcomes).toContainEqual(refused('LAST_NUMBER'));
      expect(await db.poolSize(group)).toEqual([1, 1]);
    }
  });

  it('counts a number once that two remove at once', async () => {
    for (let round = 0; round < 15; round += 1) {
      const [number, rest] = pair();
      const group = await db.group({ numbers: [number, rest, aNumber()] });

      const outcomes = await Promise.all([1, 2].map(() => db.numbers.remove(idOf(group), number)));

      expect(outcomes).toContainEqual(OK);
      expect(outcomes).toContainEqual(refused('PRECONDITION_FAILED'));
      expect(await db.poolSize(group)).toEqual([2, 2]);
    }
  });

  it('takes the one correction of two at once that is first', async () => {
    for (let round = 0; round < 15; round += 1) {
      const number = aNumber();
      const group = await db.group({ numbers: [number] });

      const outcomes = await Promise.all(pair().map((right) => db.numbers.change(idOf(group), number, right)));

      expect(outcomes).toContainEqual(OK);
      expect(outcomes).toContainEqual(refused('PRECONDITION_FAILED'));
      expect(await db.poolSize(group)).toEqual([1, 1]);
    }
  });

  it('has a number or has it not, when it is revived while the draining ones are cleared away', async () => {
    for (let round = 0; round < 25; round += 1) {
      const [number, rest] = pair();
      const group = await db.group({ numbers: [rest] });
      const draining = { _id: number.dnis, groupId: group._id, description: '', drainingSince: new Date() };
      await db.stored.numbers.insertOne(draining);

      const [added] = await Promise.all([db.numbers.add(idOf(group), number), db.draining.finish()]);

      expect(added).toEqual(OK);
      expect(await db.poolSize(group)).toEqual([2, 2]);
    }
  });

  it('counts right after any mixture of changes', async () => {
    const numbers = someNumbers(30);
    const group = await db.group({ numbers });

    await Promise.all([
      ...someNumbers(15).map((number) => db.numbers.add(idOf(group), number)),
      ...numbers.slice(0, 15).map((number) => db.numbers.remove(idOf(group), number)),
      ...numbers.slice(10, 25).map((number) => db.numbers.change(idOf(group), number, aNumber())),
    ]);

    const [told, counted] = await db.poolSize(group);
    expect(told).toBe(counted);
    expect(await db.stored.numbers.countDocuments({ groupId: group._id })).toBe(counted);
  });
});
