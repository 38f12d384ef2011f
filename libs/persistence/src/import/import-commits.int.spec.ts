import { NO_COUNTS, type PlannedNumber, POOL_MAX } from '@ctci/domain';
import { aDnis, aNumber, aRowError, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GroupDocument } from '../group/group.schema.js';
import { type ImportRun } from './import-runs.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.open();
});
afterAll(() => db.close());

const idOf = (group: GroupDocument) => group._id.toHexString();
const unheard = () => undefined;
const described = (number: PlannedNumber | undefined, description: string) => ({ dnis: number!.dnis, description });

const begun = async (group: GroupDocument): Promise<ImportRun> => {
  const run = await db.runs.claim((await db.import(group, [aNumber()]))._id.toHexString());
  if (!run) throw new Error('not claimed');
  return run;
};
const everyNumber = () => db.stored.numbers.find({}).sort({ _id: 1 }).toArray();

/** A group with two numbers of its pool and an import that touches both, with two new numbers. */
const scene = async () => {
  const [same, old] = [aNumber('Same'), aNumber('Old')];
  const group = await db.group({ numbers: [same, old] });
  const created = someNumbers(2) as [PlannedNumber, PlannedNumber];
  const rows = [same, described(old, 'New'), ...created];
  return { group, same, old, created, run: await begun(group), ready: await db.ready(group, rows) };
};

/** The same, and a third number that is draining, which the import brings back. */
const sceneWithDraining = async () => {
  const made = await scene();
  const draining = aNumber('Gone');
  await db.numbers.add(idOf(made.group), draining);
  await db.drain(made.group, draining);
  const { same, old, created } = made;
  const rows = [same, described(old, 'New'), described(draining, 'Back'), ...created];
  return { ...made, draining, ready: await db.ready(made.group, rows) };
};
type Scene = Awaited<ReturnType<typeof scene>>;
type SceneWithDraining = Awaited<ReturnType<typeof sceneWithDraining>>;

describe('committing an import', () => {
  it('writes what was planned and ends the import, with its counts', async () => {
    const { group, same, old, draining, created, run, ready } = await sceneWithDraining();

    const committed = await db.commits.commit(run, ready, unheard);

    const counts = { ...NO_COUNTS, rows: 5, created: 3, updated: 1, unchanged: 1 };
    const document = (await db.imports.get(run.importId))!;
    expect(document).toMatchObject({ status: 'completed', counts, progress: { phase: 'done', percent: 100 } });
    expect(document.finishedAt).toBeInstanceOf(Date);
    expect(document).not.toHaveProperty('session');
    expect(committed).toEqual({ ok: true, value: document.seq });
    const pool = [same, described(old, 'New'), ...created, described(draining, 'Back')];
    expect(await db.numbers.all(idOf(group))).toEqual(
      pool.map(({ dnis, description }) => ({ _id: dnis, groupId: group._id, description })),
    );
    expect(await db.poolSize(group)).toEqual([5, 5]);
  });

  it('announces where it begins, with the row errors that had not been told', async () => {
    const group = await db.group();
    const run = await begun(group);
    const announced: number[] = [];
    const errors = [aRowError(1), aRowError(2)];

    const ready = { ...(await db.ready(group, [aNumber()])), errors };
    const committed = await db.commits.commit(run, ready, (seq) => announced.push(seq));

    expect(announced).toEqual([run.seq + 2]);
    expect(committed).toEqual({ ok: true, value: run.seq + 3 });
    expect(await db.rowErrors.list((await db.imports.get(run.importId))!, { limit: 5 })).toMatchObject({
      items: errors,
    });
  });

  it('completes one that has nothing to write', async () => {
    const group = await db.group();
    const run = await begun(group);

    expect(await db.commits.commit(run, await db.ready(group, []), unheard)).toMatchObject({ ok: true });

    expect(await db.imports.get(run.importId)).toMatchObject({ status: 'completed', counts: NO_COUNTS });
    expect(await db.poolSize(group)).toEqual([0, 0]);
  });

  it('does not mind changes of the pool that are none of its business', async () => {
    const [same, old, other] = [aNumber(), aNumber('Old'), aNumber()];
    const group = await db.group({ numbers: [same, old, other] });
    const run = await begun(group);
    const ready = await db.ready(group, [same, described(old, 'New'), aNumber()]);
    await db.numbers.add(idOf(group), aNumber());
    await db.numbers.change(idOf(group), other, aNumber());

    expect(await db.commits.commit(run, ready, unheard)).toMatchObject({ ok: true });

    expect(await db.poolSize(group)).toEqual([5, 5]);
  });
});

async function expectStale({ group, run, ready }: Scene): Promise<void> {
  const [numbers, size] = [await everyNumber(), await db.poolSize(group)];

  const committed = await db.commits.commit(run, ready, unheard);

  expect(committed).toEqual({ ok: false, error: { code: 'STALE' } });
  expect(await everyNumber()).toEqual(numbers);
  expect(await db.poolSize(group)).toEqual(size);
  expect(await db.imports.get(run.importId)).toMatchObject({ status: 'committing' });
  expect(await db.runs.nextRound(run)).toMatchObject({ fence: run.fence, round: run.round + 1 });
}

describe('a commit whose pool has changed since it was planned', () => {
  it.each<[string, (scene: Scene) => Promise<unknown>]>([
    ['a new number is in another pool', ({ created: [number] }) => db.group({ numbers: [number] })],
    ['the last new number is in another pool', ({ created: [, number] }) => db.group({ numbers: [number] })],
    ['a new number is in this pool', ({ group, created: [number] }) => db.numbers.add(idOf(group), number)],
    [
      'a new number is an overflow number',
      ({ created: [{ dnis }] }) => db.group({ settings: { overflowNumber: dnis } }),
    ],
    ['a number to change is removed', ({ group, old }) => db.numbers.remove(idOf(group), old)],
    [
      'a number to change is changed already',
      ({ group, old }) => db.numbers.change(idOf(group), old, described(old, 'By hand')),
    ],
    ['digits of a number to change are corrected', ({ group, old }) => db.numbers.change(idOf(group), old, aNumber())],
    ['a number that stays is removed', ({ group, same }) => db.numbers.remove(idOf(group), same)],
    [
      'a number that stays has another description',
      ({ group, same }) => db.numbers.change(idOf(group), same, described(same, 'By hand')),
    ],
  ])('is stale and writes nothing: %s', async (_case, change) => {
    const made = await scene();
    await change(made);
    await expectStale(made);
  });

  it.each<[string, (scene: SceneWithDraining) => Promise<unknown>]>([
    ['a draining number has been revived', ({ group, draining }) => db.numbers.add(idOf(group), draining)],
    ['a draining number is gone', () => db.draining.finish()],
    [
      'a draining number has gone to another pool',
      async ({ draining }) => {
        await db.draining.finish();
        await db.group({ numbers: [draining] });
      },
    ],
    [
      'a draining number has become an overflow number',
      async ({ draining: { dnis } }) => {
        await db.draining.finish();
        await db.group({ settings: { overflowNumber: dnis } });
      },
    ],
  ])('is stale and writes nothing: %s', async (_case, change) => {
    const made = await sceneWithDraining();
    await change(made);
    await expectStale(made);
  });
});

describe('a commit that may not be', () => {
  it('has lost its import to another worker', async () => {
    const { group, run, ready } = await scene();
    const numbers = await everyNumber();
    const other = await db.runs.claim(run.importId);

    expect(await db.commits.commit(run, ready, unheard)).toEqual({ ok: false, error: { code: 'LOST' } });

    expect(await everyNumber()).toEqual(numbers);
    expect(await db.poolSize(group)).toEqual([2, 2]);
    expect(await db.imports.get(run.importId)).toMatchObject({ status: 'validating', fence: other!.fence });
  });

  it.each<[string, (group: GroupDocument) => Promise<unknown>]>([
    ['is being deleted', (group) => db.beginDeletion(group)],
    ['is gone', (group) => db.groups.delete(idOf(group))],
  ])('has a group that %s', async (_case, remove) => {
    const { group, run, ready } = await scene();
    await remove(group);
    const numbers = await everyNumber();

    expect(await db.commits.commit(run, ready, unheard)).toEqual({ ok: false, error: { code: 'GROUP_DELETED' } });

    expect(await everyNumber()).toEqual(numbers);
  });

  it('throws what is neither, having written nothing', async () => {
    const { group, run, ready } = await scene();
    const numbers = await everyNumber();
    const created = [...ready.plan.created, { dnis: aDnis(), description: 'x'.repeat(17 * 1024 * 1024) }];

    const committing = db.commits.commit(run, { ...ready, plan: { ...ready.plan, created } }, unheard);

    await expect(committing).rejects.toThrow();
    expect(await everyNumber()).toEqual(numbers);
    expect(await db.poolSize(group)).toEqual([2, 2]);
    expect(await db.runs.claim(run.importId)).not.toBeNull();
  });
});

describe('a commit into a pool that is almost full', () => {
  it('fills a pool to the last place', async () => {
    const group = await db.group({ numbers: [aNumber()] });
    const ready = await db.ready(group, someNumbers(POOL_MAX - 1));

    expect(await db.commits.commit(await begun(group), ready, unheard)).toMatchObject({ ok: true });

    expect(await db.poolSize(group)).toEqual([POOL_MAX, POOL_MAX]);
  });

  it('is stale and writes nothing once the pool has lost the room it needs', async () => {
    const group = await db.group({ numbers: someNumbers(POOL_MAX - 2) });
    const [run, ready] = [await begun(group), await db.ready(group, someNumbers(2))];
    await db.numbers.add(idOf(group), aNumber());

    expect(await db.commits.commit(run, ready, unheard)).toEqual({ ok: false, error: { code: 'STALE' } });

    expect(await db.poolSize(group)).toEqual([POOL_MAX - 1, POOL_MAX - 1]);
  });
});

describe('a commit in a race with another worker', () => {
  it('loses its import to another worker that claims it at any moment of the commit, or is whole', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 25; round += 1) {
      const pool = someNumbers(300);
      const group = await db.group({ numbers: pool });
      const run = await begun(group);
      const ready = await db.ready(group, [...pool.map((number) => described(number, 'New')), ...someNumbers(300)]);
      await db.numbers.add(idOf(group), aNumber()); // the commit has to look at the pool again
      const claim = async () => {
        for (let ping = 0; ping < round; ping += 1) await db.client.db().command({ ping: 1 });
        return db.runs.claim(run.importId);
      };

      const claiming = Promise.withResolvers<ImportRun | null>();
      const committing = db.commits.commit(run, ready, () => {
        claiming.resolve(claim());
      });
      const [committed, claimed] = await Promise.all([committing, claiming.promise]);

      expect(committed.ok ? 'OK' : committed.error.code).toBe(claimed === null ? 'OK' : 'LOST');
      expect(await db.poolSize(group)).toEqual(committed.ok ? [601, 601] : [301, 301]);
      outcomes.add(committed.ok ? 'OK' : 'LOST');
    }
    expect(outcomes).toContain('LOST');
  });
});
