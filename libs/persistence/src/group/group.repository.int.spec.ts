import { type GroupSettings, groupState } from '@ctci/domain';
import { aDnis, aGroup, aNumber, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

let db: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.open();
});
afterAll(() => db.close());

const stateOf = async (groupId: string) => {
  const group = await db.groups.get(groupId);
  return group && groupState({ poolSize: group.poolSize, deleting: group.deletingSince !== undefined });
};

describe('creating a group', () => {
  it('saves the group with all of its numbers', async () => {
    const numbers = [aNumber('Front desk'), aNumber()];

    const group = await db.group({ name: 'Sales', numbers });

    expect(await db.groups.get(group._id.toHexString())).toEqual(group);
    expect(await db.numberStates.list(group._id.toHexString(), { limit: 10 })).toEqual(
      numbers.map(({ dnis, description }) => ({ _id: dnis, groupId: group._id, description, state: 'free' })),
    );
    expect(await db.poolSize(group)).toEqual([2, 2]);
  });

  it.each([
    ['Support', 'SUPPORT'],
    ['Größe', 'GRÖSSE'],
    ['Café', 'cafe\u0301'],
    ['Ολυμπος', 'ΟΛΥΜΠΟΣ'],
  ])('refuses %s where there is %s already', async (first, second) => {
    await db.group({ name: first });

    expect(await db.groups.create(aGroup({ name: second }))).toEqual({
      ok: false,
      error: { code: 'GROUP_NAME_TAKEN' },
    });
  });

  it('names the group that has a number already, and saves nothing of the new one', async () => {
    const [theirs, ours] = [aNumber(), aNumber()];
    await db.group({ name: 'Owner', numbers: [theirs] });

    const refused = await db.groups.create(aGroup({ name: 'Latecomer', numbers: [ours, theirs] }));

    const error = { code: 'NUMBER_TAKEN', dnis: theirs.dnis, groupName: 'Owner' };
    expect(refused).toEqual({ ok: false, error });
    expect(await db.stored.groups.countDocuments({ name: 'Latecomer' })).toBe(0);
    expect(await db.stored.numbers.countDocuments({ _id: ours.dnis })).toBe(0);
  });

  it('lets one of two win that take the same name at once, and leaves nothing of the other', async () => {
    for (let round = 0; round < 10; round += 1) {
      const rivals = [`Rival ${round}`, `RIVAL ${round}`].map((name) => aGroup({ name, numbers: someNumbers(20) }));

      const outcomes = await Promise.all(rivals.map((rival) => db.groups.create(rival)));

      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
      expect(outcomes).toContainEqual({ ok: false, error: { code: 'GROUP_NAME_TAKEN' } });
      const lost = outcomes.findIndex(({ ok }) => !ok);
      const loser = { $in: rivals[lost]!.numbers.map(({ dnis }) => dnis) };
      expect(await db.stored.numbers.countDocuments({ _id: loser })).toBe(0);
    }
  });

  it('lets one of two win that take the same number at once, and leaves nothing of the other', async () => {
    for (let round = 0; round < 10; round += 1) {
      const contested = aNumber();
      const rivals = [0, 1].map(() => aGroup({ numbers: [...someNumbers(10), contested] }));

      const outcomes = await Promise.all(rivals.map((rival) => db.groups.create(rival)));

      const winner = rivals[outcomes.findIndex(({ ok }) => ok)]!;
      const error = { code: 'NUMBER_TAKEN', dnis: contested.dnis, groupName: winner.name.name };
      expect(outcomes).toContainEqual({ ok: false, error });
      const everything = rivals.flatMap(({ numbers }) => numbers.map(({ dnis }) => dnis));
      expect(await db.stored.numbers.countDocuments({ _id: { $in: everything } })).toBe(11);
    }
  });
});

describe('the state of a group', () => {
  it('is draft until the first number, then active', async () => {
    const group = await db.group();
    const groupId = group._id.toHexString();
    expect(await stateOf(groupId)).toBe('draft');

    await db.numbers.add(groupId, aNumber());

    expect(await stateOf(groupId)).toBe('active');
  });

  it('is deleting from the deletion on', async () => {
    const group = await db.group({ numbers: [aNumber()] });

    await db.beginDeletion(group);

    expect(await stateOf(group._id.toHexString())).toBe('deleting');
  });
});

describe('changing the settings', () => {
  const changed = (group: { settings: GroupSettings }, change: Partial<GroupSettings>) => ({
    ...group.settings,
    ...change,
  });

  it('sets them all and counts up the revision', async () => {
    const group = await db.group();
    const settings = changed(group, { expirySeconds: 60, uniqueDnis: true, overflowNumber: aDnis() });

    const outcome = await db.groups.changeSettings(group, settings);

    expect(outcome).toMatchObject({ ok: true, value: { settings, revision: group.revision + 1 } });
    expect(await db.groups.get(group._id.toHexString())).toMatchObject({ settings, revision: group.revision + 1 });
  });

  it('lets one of two win that change the same revision at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const group = await db.group();
      const wanted = [60, 90].map((expirySeconds) => changed(group, { expirySeconds }));

      const outcomes = await Promise.all(wanted.map((settings) => db.groups.changeSettings(group, settings)));

      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
      expect(outcomes).toContainEqual({ ok: false, error: { code: 'PRECONDITION_FAILED' } });
      const stored = await db.groups.get(group._id.toHexString());
      expect(stored?.settings).toEqual(wanted[outcomes.findIndex(({ ok }) => ok)]);
      expect(stored?.revision).toBe(group.revision + 1);
    }
  });

  it('is refused once the group is being deleted', async () => {
    const group = await db.group();
    await db.beginDeletion(group);

    const refused = await db.groups.changeSettings(group, changed(group, { expirySeconds: 60 }));

    expect(refused).toEqual({ ok: false, error: { code: 'PRECONDITION_FAILED' } });
  });

  it('does not mind that the pool has changed meanwhile', async () => {
    const group = await db.group();
    await db.numbers.add(group._id.toHexString(), aNumber());

    expect(await db.groups.changeSettings(group, changed(group, { expirySeconds: 60 }))).toMatchObject({ ok: true });
    expect(await db.poolSize(group)).toEqual([1, 1]);
  });
});

describe('listing groups', () => {
  it('goes on after the group that the page before ended with, in the order of their names', async () => {
    for (const name of ['zeta', 'Zebra', 'ZOO']) await db.group({ name });

    const first = await db.groups.list({ after: 'Z', limit: 2 });
    const second = await db.groups.list({ after: first[1]!.nameKey, limit: 1 });

    expect([...first, ...second].map(({ name }) => name)).toEqual(['Zebra', 'zeta', 'ZOO']);
  });

  it('finds a group by its name, whatever the case, and does not show those being deleted', async () => {
    const group = await db.group({ name: 'Front Office' });
    const nameKey = aGroup({ name: 'FRONT office' }).name.key;
    expect(await db.groups.list({ nameKey, limit: 2 })).toEqual([group]);

    await db.beginDeletion(group);

    expect(await db.groups.list({ nameKey, limit: 2 })).toEqual([]);
  });
});
