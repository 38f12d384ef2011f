import { aDnis, aGroup, aNumber, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GroupDocument } from './group.schema.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.open();
});
afterAll(() => db.close());

const OK = { ok: true, value: null };
const idOf = (group: GroupDocument) => group._id.toHexString();

/** Numbers in the pool of a group that is gone: nobody would ever take them out. */
const orphans = async () => {
  const groups = await db.stored.groups.distinct('_id');
  return db.stored.numbers.countDocuments({ groupId: { $exists: true, $nin: groups } });
};

describe('deleting a group', () => {
  it('frees its name and its numbers, and leaves those of others alone', async () => {
    const numbers = [...someNumbers(3), aNumber()];
    const dnis = aDnis();
    const group = await db.group({ name: 'Reception', numbers, settings: { overflowNumber: dnis } });
    const other = await db.group({ numbers: someNumbers(2) });

    const deleted = await db.groups.delete(idOf(group));

    expect(deleted).toMatchObject({ name: 'Reception', deletingSince: expect.any(Date) });
    expect(await db.groups.get(idOf(group))).toBeNull();
    const again = aGroup({ name: 'reception', numbers: [...numbers, { dnis, description: '' }] });
    expect(await db.groups.create(again)).toMatchObject({ ok: true });
    expect(await db.poolSize(other)).toEqual([2, 2]);
  });

  it('frees its name at once, though its numbers still drain', async () => {
    await db.beginDeletion(await db.group({ name: 'Switchboard', numbers: [aNumber()] }));

    expect(await db.groups.create(aGroup({ name: 'switchboard' }))).toMatchObject({ ok: true });
  });

  it('refuses changes of its pool from then on', async () => {
    const [first, second] = [aNumber(), aNumber()];
    const group = await db.group({ numbers: [first, second] });
    await db.beginDeletion(group);

    const deleting = { ok: false, error: { code: 'GROUP_DELETING' } };
    expect(await db.numbers.add(idOf(group), aNumber())).toEqual(deleting);
    expect(await db.numbers.change(idOf(group), first, { ...first, description: 'New' })).toEqual(deleting);
    expect(await db.numbers.change(idOf(group), first, aNumber())).toEqual(deleting);
    const drains = { ok: false, error: { code: 'PRECONDITION_FAILED' } };
    expect(await db.numbers.remove(idOf(group), first)).toEqual(drains);
    expect(await db.poolSize(group)).toEqual([0, 0]);
  });

  it('refuses numbers once it is gone', async () => {
    const [group, number] = [await db.group(), aNumber()];
    await db.groups.delete(idOf(group));

    expect(await db.numbers.add(idOf(group), number)).toEqual({ ok: false, error: { code: 'GROUP_NOT_FOUND' } });
    expect(await db.stored.numbers.countDocuments({ _id: number.dnis })).toBe(0);
  });

  it('is finished by whoever wants one of its numbers', async () => {
    const number = aNumber();
    const group = await db.group({ numbers: [number, aNumber()] });
    await db.beginDeletion(group);

    expect(await db.numbers.add(idOf(await db.group()), number)).toEqual(OK);

    expect(await db.groups.get(idOf(group))).toBeNull();
  });

  it('happens only to the revision that was seen, if one was', async () => {
    const seen = await db.group();
    const changed = await db.groups.changeSettings(seen, { ...seen.settings, expirySeconds: 60 });

    expect(await db.groups.delete(idOf(seen), seen.revision)).toBeNull();
    expect(await db.groups.get(idOf(seen))).toMatchObject({ settings: { expirySeconds: 60 } });

    expect(changed).toMatchObject({ ok: true });
    expect(await db.groups.delete(idOf(seen), seen.revision + 1)).not.toBeNull();
    expect(await db.groups.get(idOf(seen))).toBeNull();
  });

  it('answers null for a group that is none', async () => {
    expect(await db.groups.delete('0123456789abcdef01234567')).toBeNull();
  });

  it('can be asked for by many at once', async () => {
    const dnis = aDnis();
    const group = await db.group({ numbers: someNumbers(50), settings: { overflowNumber: dnis } });

    const deleted = await Promise.all([1, 2, 3].map(() => db.groups.delete(idOf(group))));

    expect(deleted).toContainEqual(expect.objectContaining({ name: group.name }));
    expect(await db.groups.get(idOf(group))).toBeNull();
    expect(await orphans()).toBe(0);
    expect(await db.stored.numbers.findOne({ _id: dnis })).toBeNull();
  });

  it('is finished where whoever did it died half-way', async () => {
    const group = await db.group({ numbers: someNumbers(2), settings: { overflowNumber: aDnis() } });
    await db.beginDeletion(group);
    await db.stored.numbers.deleteOne({ groupId: group._id });

    await db.draining.finish();

    expect(await db.groups.get(idOf(group))).toBeNull();
    expect(await db.stored.numbers.countDocuments({ overflowOf: group._id })).toBe(0);
    expect(await orphans()).toBe(0);
  });

  it('lets go of the overflow number in one step, so that dying half-way cannot leave it to nobody', async () => {
    let isDone = false;
    const halfDone = async () => {
      let seen = 0;
      while (!isDone) seen += await db.stored.numbers.countDocuments({ overflowOf: { $size: 0 } });
      return seen;
    };
    const deleteMany = async () => {
      for (let round = 0; round < 30; round += 1) {
        await db.groups.delete(idOf(await db.group({ settings: { overflowNumber: aDnis() } })));
      }
      isDone = true;
    };

    const [seen] = await Promise.all([halfDone(), deleteMany()]);

    expect(seen).toBe(0);
  });

  it('leaves no number without a group, whatever is added while it goes', async () => {
    for (let round = 0; round < 30; round += 1) {
      const group = await db.group({ numbers: someNumbers(5) });
      const adding = someNumbers(4).map((number) => db.numbers.add(idOf(group), number));

      await Promise.all([...adding, db.groups.delete(idOf(group))]);
    }
    await db.draining.finish();

    expect(await orphans()).toBe(0);
  });

  it('leaves no number without a group, whatever digits are corrected while it goes', async () => {
    for (let round = 0; round < 30; round += 1) {
      const right = someNumbers(4); // before the wrong ones in the order of digits, where a deletion has passed already
      const wrong = someNumbers(4);
      const group = await db.group({ numbers: wrong });
      const correcting = wrong.map((number, index) => db.numbers.change(idOf(group), number, right[index]!));

      await Promise.all([...correcting, db.groups.delete(idOf(group))]);
    }
    await db.draining.finish();

    expect(await orphans()).toBe(0);
  });
});
