import { type Dnis } from '@ctci/domain';
import { aDnis, aGroup, aNumber, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GroupDocument } from './group.schema.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.open();
});
afterAll(() => db.close());

const overflowingTo = (overflowNumber: Dnis | null) => ({ settings: { overflowNumber } });
const setOverflow = (group: GroupDocument, overflowNumber: Dnis | null) =>
  db.groups.changeSettings(group, { ...group.settings, overflowNumber });
const add = (group: GroupDocument, dnis: Dnis) => db.numbers.add(group._id.toHexString(), { dnis, description: '' });
const taken = (dnis: Dnis, groupName: string) => ({
  ok: false,
  error: { code: 'NUMBER_TAKEN', dnis, groupName },
});

describe('an overflow number', () => {
  it('is refused where it is in another pool, and the settings stay', async () => {
    const { dnis } = aNumber();
    const owner = await db.group({ numbers: [{ dnis, description: '' }] });
    const group = await db.group();

    expect(await setOverflow(group, dnis)).toEqual(taken(dnis, owner.name));
    expect(await db.groups.get(group._id.toHexString())).toEqual(group);
  });

  it("is refused where it is in the group's own pool", async () => {
    const number = aNumber();
    const group = await db.group({ numbers: [number] });

    expect(await setOverflow(group, number.dnis)).toEqual(taken(number.dnis, group.name));
  });

  it('is refused to a new group that has it in another pool, and nothing is saved', async () => {
    const number = aNumber();
    const owner = await db.group({ numbers: [number] });
    const entry = aGroup(overflowingTo(number.dnis));

    expect(await db.groups.create(entry)).toEqual(taken(number.dnis, owner.name));
    expect(await db.stored.groups.countDocuments({ name: entry.name.name })).toBe(0);
  });

  it('is refused to a new group that wants it in its own pool too, and nothing is saved', async () => {
    const number = aNumber();
    const entry = aGroup({ numbers: [number], ...overflowingTo(number.dnis) });

    expect(await db.groups.create(entry)).toEqual(taken(number.dnis, entry.name.name));
    expect(await db.stored.groups.countDocuments({ name: entry.name.name })).toBe(0);
    expect(await db.stored.numbers.countDocuments({ _id: number.dnis })).toBe(0);
  });

  it('cannot go into a pool, neither of the group nor of another', async () => {
    const dnis = aDnis();
    const owner = await db.group(overflowingTo(dnis));
    const other = await db.group();

    expect(await add(owner, dnis)).toEqual(taken(dnis, owner.name));
    expect(await add(other, dnis)).toEqual(taken(dnis, owner.name));
    expect(await db.groups.create(aGroup({ numbers: [{ dnis, description: '' }] }))).toEqual(taken(dnis, owner.name));
    expect(await db.poolSize(other)).toEqual([0, 0]);
  });

  it('cannot be what the digits of a number are corrected to', async () => {
    const [dnis, number] = [aDnis(), aNumber()];
    const owner = await db.group(overflowingTo(dnis));
    const group = await db.group({ numbers: [number] });

    const outcome = await db.numbers.change(group._id.toHexString(), number, { ...number, dnis });

    expect(outcome).toEqual(taken(dnis, owner.name));
    expect(await db.numbers.get(group._id.toHexString(), number.dnis)).toMatchObject({ _id: number.dnis });
  });

  it('may serve two groups, and stays out of the pools until the last has let go of it', async () => {
    const dnis = aDnis();
    const [first, second] = [await db.group(overflowingTo(dnis)), await db.group(overflowingTo(dnis))];
    const other = await db.group();

    await setOverflow(first, aDnis());
    expect(await add(other, dnis)).toEqual(taken(dnis, second.name));

    await setOverflow(second, null);
    expect(await add(other, dnis)).toEqual({ ok: true, value: null });
  });

  it('is free again once its group has been deleted', async () => {
    const dnis = aDnis();
    const owner = await db.group(overflowingTo(dnis));
    const other = await db.group();

    await db.groups.delete(owner._id.toHexString());

    expect(await add(other, dnis)).toEqual({ ok: true, value: null });
  });

  it('is not what a conflict over another number is blamed on', async () => {
    const [shared, contested] = [aDnis(), aNumber()];
    await db.group(overflowingTo(shared));
    const owner = await db.group({ numbers: [contested] });

    const refused = await db.groups.create(aGroup({ numbers: [contested], ...overflowingTo(shared) }));

    expect(refused).toEqual(taken(contested.dnis, owner.name));
  });

  it('stays reserved when the settings change otherwise', async () => {
    const dnis = aDnis();
    const group = await db.group(overflowingTo(dnis));

    await db.groups.changeSettings(group, { ...group.settings, expirySeconds: 60 });

    expect(await add(await db.group(), dnis)).toEqual(taken(dnis, group.name));
  });

  it('never is in a pool as well, whoever is first', async () => {
    const [pool, overflowing] = [await db.group(), await db.group()];
    let [added, reserved] = [0, 0];
    for (let round = 0; round < 60; round += 1) {
      const dnis = aDnis();
      const seen = (await db.groups.get(overflowing._id.toHexString()))!;

      const order = [() => add(pool, dnis), () => setOverflow(seen, dnis)];
      if (round % 2) order.reverse();
      const outcomes = await Promise.all(order.map((act) => act()));

      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
      const isOverflow = (await db.groups.get(overflowing._id.toHexString()))!.settings.overflowNumber === dnis;
      const isInPool = (await db.numbers.get(pool._id.toHexString(), dnis)) !== null;
      expect([isOverflow, isInPool].filter(Boolean)).toHaveLength(1);
      if (isInPool) added += 1;
      else reserved += 1;
    }
    expect(await db.poolSize(pool)).toEqual([added, added]);
    expect(added + reserved).toBe(60);
  });

  it('is let go of completely when two groups that share it change it at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const dnis = aDnis();
      const owners = [await db.group(overflowingTo(dnis)), await db.group(overflowingTo(dnis))];

      await Promise.all(owners.map((owner) => setOverflow(owner, null)));

      expect(await db.stored.numbers.findOne({ _id: dnis })).toBeNull();
    }
  });
});
