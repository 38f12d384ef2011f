import { type PlannedNumber } from '@ctci/domain';
import { aDnis, aNumber, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GroupDocument } from '../group/group.schema.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.open();
});
afterAll(() => db.close());

const OK = { ok: true, value: null };
const refused = (code: string, facts: object = {}) => ({ ok: false, error: { code, ...facts } });
const idOf = (group: GroupDocument) => group._id.toHexString();
const stored = ({ dnis }: PlannedNumber) => db.stored.numbers.findOne({ _id: dnis });

describe('adding a number', () => {
  it('puts it into the pool and counts it', async () => {
    const [group, number] = [await db.group(), aNumber('Front desk')];

    expect(await db.numbers.add(idOf(group), number)).toEqual(OK);

    expect(await db.numbers.get(idOf(group), number.dnis)).toEqual({
      _id: number.dnis,
      groupId: group._id,
      description: 'Front desk',
    });
    expect(await db.poolSize(group)).toEqual([1, 1]);
  });

  it('names the group that has it, its own too, and counts nothing', async () => {
    const number = aNumber();
    const [owner, other] = [await db.group({ numbers: [number] }), await db.group()];
    const taken = refused('NUMBER_TAKEN', { dnis: number.dnis, groupName: owner.name });

    expect(await db.numbers.add(idOf(other), number)).toEqual(taken);
    expect(await db.numbers.add(idOf(owner), number)).toEqual(taken);

    expect(await db.poolSize(owner)).toEqual([1, 1]);
    expect(await db.poolSize(other)).toEqual([0, 0]);
  });

  it('revives one that is draining in the same group, with the new description', async () => {
    const [number, other] = [aNumber('Old'), aNumber()];
    const group = await db.group({ numbers: [number, other] });
    await db.drain(group, number);

    expect(await db.numbers.add(idOf(group), { ...number, description: 'New' })).toEqual(OK);

    expect(await stored(number)).toEqual({ _id: number.dnis, groupId: group._id, description: 'New' });
    expect(await db.poolSize(group)).toEqual([2, 2]);
  });

  it('takes one that was draining in another group once no call-in lives on it', async () => {
    const [number, rest] = [aNumber(), aNumber()];
    const [owner, other] = [await db.group({ numbers: [number, rest] }), await db.group()];
    await db.drain(owner, number);

    expect(await db.numbers.add(idOf(other), number)).toEqual(OK);

    expect(await db.poolSize(owner)).toEqual([1, 1]);
    expect(await db.poolSize(other)).toEqual([1, 1]);
  });

  it('is refused where there is no such group', async () => {
    const number = aNumber();

    expect(await db.numbers.add('0123456789abcdef01234567', number)).toEqual(refused('GROUP_NOT_FOUND'));
    expect(await stored(number)).toBeNull();
  });
});

describe('changing a number', () => {
  it('changes its description', async () => {
    const number = aNumber('Old');
    const group = await db.group({ numbers: [number] });

    expect(await db.numbers.change(idOf(group), number, { ...number, description: 'New' })).toEqual(OK);

    expect(await stored(number)).toMatchObject({ description: 'New' });
    expect(await db.poolSize(group)).toEqual([1, 1]);
  });

  it('corrects its digits in one step: the pool is never without it, even if it is the last', async () => {
    const [wrong, right] = [aNumber('Sales'), aNumber('Sales')];
    const group = await db.group({ numbers: [wrong] });

    expect(await db.numbers.change(idOf(group), wrong, right)).toEqual(OK);

    expect(await db.numberStates.list(idOf(group), { limit: 5 })).toEqual([
      { _id: right.dnis, groupId: group._id, description: 'Sales', state: 'free' },
    ]);
    expect(await db.poolSize(group)).toEqual([1, 1]);
  });

  it('leaves the wrong number in its place where the right one is taken', async () => {
    const [wrong, taken] = [aNumber(), aNumber()];
    const [group, owner] = [await db.group({ numbers: [wrong] }), await db.group({ numbers: [taken] })];

    expect(await db.numbers.change(idOf(group), wrong, taken)).toEqual(
      refused('NUMBER_TAKEN', { dnis: taken.dnis, groupName: owner.name }),
    );

    expect(await stored(wrong)).toEqual({ _id: wrong.dnis, groupId: group._id, description: '' });
    expect(await db.poolSize(group)).toEqual([1, 1]);
  });

  it('revives the right number where it is draining in the group', async () => {
    const [wrong, right] = [aNumber(), aNumber()];
    const group = await db.group({ numbers: [wrong, right] });
    await db.drain(group, right);

    expect(await db.numbers.change(idOf(group), wrong, right)).toEqual(OK);

    expect(await stored(wrong)).toBeNull();
    expect(await stored(right)).toEqual({ _id: right.dnis, groupId: group._id, description: '' });
    expect(await db.poolSize(group)).toEqual([1, 1]);
  });

  it.each(['description', 'digits'])('is refused when the number was seen otherwise: %s', async (what) => {
    const number = aNumber('Present');
    const group = await db.group({ numbers: [number] });
    const wanted = what === 'digits' ? aNumber() : { ...number, description: 'New' };

    const outcome = await db.numbers.change(idOf(group), { ...number, description: 'Seen' }, wanted);

    expect(outcome).toEqual(refused('PRECONDITION_FAILED'));
    expect(await stored(number)).toMatchObject({ description: 'Present' });
  });

  it('never touches a number of another group', async () => {
    const number = aNumber('Theirs');
    const [group, owner] = [await db.group({ numbers: [aNumber()] }), await db.group({ numbers: [number] })];

    for (const wanted of [{ ...number, description: 'Ours' }, aNumber()]) {
      expect(await db.numbers.change(idOf(group), number, wanted)).toEqual(refused('PRECONDITION_FAILED'));
    }
    expect(await db.numbers.remove(idOf(group), number)).toEqual(refused('PRECONDITION_FAILED'));
    expect(await db.numbers.get(idOf(group), number.dnis)).toBeNull();
    expect(await db.numbers.get(idOf(owner), number.dnis)).toMatchObject({ description: 'Theirs' });
  });
});

describe('removing a number', () => {
  it('takes it out of the pool, and it may go elsewhere', async () => {
    const [number, rest] = [aNumber(), aNumber()];
    const [group, other] = [await db.group({ numbers: [number, rest] }), await db.group()];

    expect(await db.numbers.remove(idOf(group), number)).toEqual(OK);

    expect(await db.poolSize(group)).toEqual([1, 1]);
    expect(await db.numbers.add(idOf(other), number)).toEqual(OK);
  });

  it('leaves the last number, and it is not draining afterwards', async () => {
    const number = aNumber();
    const group = await db.group({ numbers: [number] });

    expect(await db.numbers.remove(idOf(group), number)).toEqual(refused('LAST_NUMBER'));

    expect(await stored(number)).toEqual({ _id: number.dnis, groupId: group._id, description: '' });
    expect(await db.poolSize(group)).toEqual([1, 1]);
  });

  it('does not count a draining number as one that is left', async () => {
    const [number, draining] = [aNumber(), aNumber()];
    const group = await db.group({ numbers: [number, draining] });
    await db.drain(group, draining);

    expect(await db.numbers.remove(idOf(group), number)).toEqual(refused('LAST_NUMBER'));
    expect(await db.numbers.remove(idOf(group), draining)).toEqual(refused('PRECONDITION_FAILED'));
  });
});

describe('listing numbers', () => {
  const listed = async (group: GroupDocument, filter: object) =>
    (await db.numberStates.list(idOf(group), { limit: 50, ...filter })).map(({ _id }) => _id);

  it('goes through all of them in the order of their digits, page by page', async () => {
    const numbers = someNumbers(7);
    const group = await db.group({ numbers: numbers.toReversed() });

    const seen: string[] = [];
    for (let page = await listed(group, { limit: 3 }); page.length > 0;) {
      seen.push(...page);
      page = await listed(group, { limit: 3, after: page.at(-1) });
    }

    expect(seen).toEqual(numbers.map(({ dnis }) => dnis));
  });

  it.each([
    ['sales', ['Sales (EU)', 'Pre-SALES']],
    ['(eu)', ['Sales (EU)']],
    ['.', ['v1.5']],
    ['[a-z]', ['[a-z]']],
    ['a|b', ['a|b']],
    ['\\d', ['\\d']],
    ['^', []],
    ['$5', ['$5 off']],
    ['*', ['5* hotel']],
    ['größe', ['Größe']],
    ['ÉTÉ', ['été']],
  ])('finds %s in the description literally, whatever the case', async (q, found) => {
    const texts = ['Sales (EU)', 'Pre-SALES', 'v1.5', '[a-z]', 'a|b', '\\d', '$5 off', '5* hotel', 'Größe', 'été'];
    const numbers = texts.map((description) => aNumber(description));
    const group = await db.group({ numbers });

    const expected = numbers.filter(({ description }) => found.includes(description));
    expect(await listed(group, { q })).toEqual(expected.map(({ dnis }) => dnis));
  });

  it('finds a part of the digits, the plus included', async () => {
    const numbers = someNumbers(3);
    const group = await db.group({ numbers });
    const [first, second] = numbers.map(({ dnis }) => dnis);

    expect(await listed(group, { q: first!.slice(4) })).toEqual([first]);
    expect(await listed(group, { q: second })).toEqual([second]);
    expect(await listed(group, { q: '+1202', after: first })).toHaveLength(2);
  });

  it('tells draining numbers from those of the pool, and shows both unless asked', async () => {
    const [number, draining] = someNumbers(2) as [PlannedNumber, PlannedNumber];
    const group = await db.group({ numbers: [number, draining] });
    await db.drain(group, draining);

    expect(await listed(group, { state: 'draining' })).toEqual([draining.dnis]);
    expect(await listed(group, { state: 'free' })).toEqual([number.dnis]);
    expect(await listed(group, {})).toEqual([number.dnis, draining.dnis]);
    expect((await db.numbers.all(idOf(group))).map(({ _id }) => _id)).toEqual([number.dnis]);
  });

  it('shows no overflow number', async () => {
    const group = await db.group({ numbers: [aNumber()], settings: { overflowNumber: aDnis() } });

    expect(await listed(group, {})).toHaveLength(1);
  });
});
