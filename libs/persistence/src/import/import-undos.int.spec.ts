import { NO_COUNTS, type PlannedNumber, POOL_MAX } from '@ctci/domain';
import { aNumber, aStoredCallIn, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CallInDocument } from '../call-in/call-in.schema.js';
import { type GroupDocument } from '../group/group.schema.js';
import { type ImportDocument } from './import.schema.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.open();
});
afterAll(() => db.close());

const idOf = ({ _id }: GroupDocument | ImportDocument) => _id.toHexString();
const described = (number: PlannedNumber, description: string) => ({ ...number, description });
const dnisOf = (numbers: readonly PlannedNumber[]) => numbers.map(({ dnis }) => dnis);
const poolOf = async (group: GroupDocument) =>
  (await db.numbers.all(idOf(group))).map(({ _id, description }) => ({ dnis: _id, description }));

/** A completed import of these rows, which also removes some numbers. */
async function imported(group: GroupDocument, rows: PlannedNumber[], removed: PlannedNumber[] = []) {
  const document = await db.import(group, rows, { mode: removed.length > 0 ? 'replace' : 'merge' });
  const run = (await db.runs.claim(idOf(document)))!;
  const ready = await db.ready(group, rows);
  ready.plan.removed.push(...removed);
  const committed = await db.commits.commit(run, ready, () => undefined);
  if (!committed.ok) throw new Error(committed.error.code);
  await db.runs.release(run);
  return (await db.imports.get(idOf(document)))!;
}

const undo = (document: ImportDocument) => db.undos.undo(idOf(document));
const refused = (code: string) => ({ ok: false, error: { code } });

/** A pool of three, of which an import changes one, removes one and adds two. */
async function scene() {
  const [same, old, gone] = [aNumber('Same'), aNumber('Old'), aNumber('Gone')];
  const group = await db.group({ numbers: [same, old, gone] });
  const created = [aNumber('A'), aNumber('B')] as const;
  const document = await imported(group, [same, described(old, 'New'), ...created], [gone]);
  return { group, same, old, gone, created, document, before: [same, old, gone] };
}

describe('undoing an import', () => {
  it.each(['is draining still', 'is gone'])('makes the pool what it was; what it removed %s', async (state) => {
    const { group, before, created, document } = await scene();
    if (state === 'is gone') await db.draining.finish();

    const undone = await undo(document);

    expect(undone).toMatchObject({ ok: true, value: { takenOut: dnisOf(created), putBack: 2, kept: [] } });
    expect(await poolOf(group)).toEqual(before);
    expect(await db.poolSize(group)).toEqual([3, 3]);
    const after = (await db.imports.get(idOf(document)))!;
    expect(after.undoneAt).toBeInstanceOf(Date);
    expect(after).toMatchObject({ status: 'completed', seq: document.seq + 1, counts: document.counts });
  });

  it('happens once, however many ask at once', async () => {
    const { group, document } = await scene();
    const all = await Promise.all([undo(document), undo(document), undo(document)]);
    expect(all.filter(({ ok }) => ok)).toHaveLength(1);
    expect(all.filter(({ ok }) => !ok)).toEqual([refused('ALREADY_UNDONE'), refused('ALREADY_UNDONE')]);
    expect(await db.poolSize(group)).toEqual([3, 3]);
  });

  it('makes a draft a draft again', async () => {
    const group = await db.group();
    const numbers = someNumbers(3);
    const document = await imported(group, numbers);
    expect(await undo(document)).toMatchObject({ ok: true, value: { takenOut: dnisOf(numbers), kept: [] } });
    expect(await db.poolSize(group)).toEqual([0, 0]);
  });

  it('keeps and reports what has become of its numbers since', async () => {
    const { group, old, gone, created, document } = await scene();
    const [first, second] = created;
    await db.numbers.change(idOf(group), first, described(first, 'By hand'));
    await db.numbers.change(idOf(group), described(old, 'New'), described(old, 'By hand'));
    await db.draining.finish();
    await db.group({ numbers: [gone] });

    expect(await undo(document)).toMatchObject({
      ok: true,
      value: {
        ...{ takenOut: [second.dnis], putBack: 0 },
        kept: [
          { dnis: first.dnis, code: 'EDITED' },
          { dnis: old.dnis, code: 'EDITED' },
          { dnis: gone.dnis, code: 'NUMBER_TAKEN' },
        ],
      },
    });
    expect((await db.numbers.get(idOf(group), second.dnis))?.drainingSince ?? 'gone').toBe('gone');
  });

  it('leaves a number to the caller who has it until that call-in has ended, and reports it', async () => {
    const group = await db.group();
    const [idle, leased] = [aNumber(), aNumber()];
    const document = await imported(group, [idle, leased]);
    const callIns = db.client.db().collection<CallInDocument>('callIns');
    const callIn = aStoredCallIn({ dnis: leased.dnis, groupId: group._id });
    await callIns.insertOne(callIn);

    const kept = [{ dnis: leased.dnis, code: 'NUMBER_LEASED' }];
    expect(await undo(document)).toMatchObject({ ok: true, value: { takenOut: dnisOf([idle, leased]), kept } });
    expect(await db.numbers.get(idOf(group), leased.dnis)).toMatchObject({ drainingSince: expect.any(Date) });

    await callIns.updateOne({ _id: callIn._id }, { $set: { state: 'matched', endedAt: new Date() } });
    await db.draining.finish();
    expect(await db.numbers.get(idOf(group), leased.dnis)).toBeNull();
  });

  it('leaves the last number', async () => {
    const [first, added] = [aNumber(), aNumber()];
    const group = await db.group({ numbers: [first] });
    const document = await imported(group, [added]);
    await db.numbers.remove(idOf(group), first);

    expect(await undo(document)).toEqual(refused('NOTHING_TO_UNDO'));
    expect(await db.poolSize(group)).toEqual([1, 1]);
    expect(await db.imports.get(idOf(document))).not.toHaveProperty('undoneAt');
  });

  it('puts back no more than the pool holds', async () => {
    const [gone, ...stay] = someNumbers(POOL_MAX) as [PlannedNumber, ...PlannedNumber[]];
    const group = await db.group({ numbers: [gone, ...stay] });
    const [changed] = stay as [PlannedNumber];
    const document = await imported(group, [described(changed, 'New'), ...stay.slice(1)], [gone]);
    await db.numbers.add(idOf(group), aNumber());

    expect(await undo(document)).toMatchObject({
      ok: true,
      value: { takenOut: [], putBack: 1, kept: [{ dnis: gone.dnis, code: 'POOL_FULL' }] },
    });
    expect(await db.poolSize(group)).toEqual([POOL_MAX, POOL_MAX]);
  });

  it('takes a number back and puts 9,999 in its place', async () => {
    const before = someNumbers(POOL_MAX - 1);
    const group = await db.group({ numbers: before });
    const numbers = someNumbers(1);
    const document = await imported(group, numbers, before);
    const again = await db.group({ numbers: someNumbers(1) });

    expect(await undo(document)).toMatchObject({
      ok: true,
      value: { takenOut: dnisOf(numbers), putBack: POOL_MAX - 1 },
    });
    expect(await db.poolSize(group)).toEqual([POOL_MAX - 1, POOL_MAX - 1]);
    expect(await db.poolSize(again)).toEqual([1, 1]);
  });
});

describe('an undoing beside an edit of the same number', () => {
  it('takes out what is as it was, or keeps what was edited: never both', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [stays, added] = [aNumber(), aNumber('A')];
      const group = await db.group({ numbers: [stays] });
      const document = await imported(group, [added, described(stays, 'New')]);
      const [undone, edited] = await Promise.all([
        undo(document),
        db.numbers.change(idOf(group), added, described(added, 'By hand')),
      ]);

      if (!undone.ok) throw new Error(undone.error.code);
      const pool = await poolOf(group);
      expect(pool).toEqual(edited.ok ? [stays, described(added, 'By hand')] : [stays]);
      expect(undone.value.kept).toEqual(edited.ok ? [{ dnis: added.dnis, code: 'EDITED' }] : []);
      expect(await db.poolSize(group)).toEqual([pool.length, pool.length]);
    }
  });

  it('and beside another group that takes what it would put back', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [stays, gone] = [aNumber(), aNumber('Gone')];
      const group = await db.group({ numbers: [stays, gone] });
      const document = await imported(group, [described(stays, 'New')], [gone]);
      await db.draining.finish();
      const other = await db.group();
      const [undone, added] = await Promise.all([undo(document), db.numbers.add(idOf(other), gone)]);

      if (!undone.ok) throw new Error(undone.error.code);
      expect(undone.value.kept).toEqual(added.ok ? [{ dnis: gone.dnis, code: 'NUMBER_TAKEN' }] : []);
      expect(await db.poolSize(group)).toEqual(added.ok ? [1, 1] : [2, 2]);
      expect(await db.poolSize(other)).toEqual(added.ok ? [1, 1] : [0, 0]);
    }
  });
});

describe('an import that cannot be undone', () => {
  it.each<[string, string, () => Promise<ImportDocument>]>([
    ['has not ended', 'NOT_UNDOABLE', async () => db.import(await db.group(), [aNumber()])],
    [
      'was a dry run',
      'NOT_UNDOABLE',
      async () => {
        const document = await db.import(await db.group(), [aNumber()], { dryRun: true });
        const run = (await db.runs.claim(idOf(document)))!;
        await db.runs.end(run, { status: 'completed', counts: NO_COUNTS });
        return document;
      },
    ],
    [
      'has changed nothing',
      'NOTHING_TO_UNDO',
      async () => {
        const numbers = someNumbers(2);
        return imported(await db.group({ numbers }), numbers);
      },
    ],
    [
      'ended more than 30 days ago',
      'UNDO_EXPIRED',
      async () => {
        const document = await imported(await db.group(), someNumbers(2));
        const finishedAt = new Date(Date.now() - 30.1 * 86_400_000);
        await db.stored.imports.updateOne({ _id: document._id }, { $set: { finishedAt } });
        return document;
      },
    ],
    [
      'has a group that is being deleted',
      'GROUP_DELETING',
      async () => {
        const group = await db.group();
        const document = await imported(group, someNumbers(2));
        await db.beginDeletion(group);
        return document;
      },
    ],
  ])('%s: %s', async (_case, code, made) => {
    const document = await made();
    const before = await db.imports.get(idOf(document));
    expect(await undo(document)).toEqual(refused(code));
    expect(await db.imports.get(idOf(document))).toEqual(before);
  });
});
