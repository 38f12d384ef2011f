import { FILE_GONE, GAVE_UP, NO_COUNTS, ok, STARTS_MAX, validated, VALIDATING } from '@ctci/domain';
import { aNumber, aRowError, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GroupDocument } from '../group/group.schema.js';
import { type ImportRun, type ImportStep } from './import-runs.js';
import { type ImportDocument } from './import.schema.js';

let db: TestDatabase;
let group: GroupDocument;
beforeAll(async () => {
  db = await TestDatabase.open();
  group = await db.group();
});
afterAll(() => db.close());

const accepted = () => db.import(group, [aNumber()]);
const idOf = (document: ImportDocument) => document._id.toHexString();
const stored = async ({ importId }: ImportRun) => (await db.imports.get(importId))!;
const batchesOf = ({ importId }: ImportRun) =>
  db.stored.rowErrors
    .find({})
    .sort({ seq: 1 })
    .toArray()
    .then((batches) => batches.filter((batch) => batch.importId.toHexString() === importId));

const claimed = async (document?: ImportDocument) => {
  const run = await db.runs.claim(idOf(document ?? (await accepted())));
  if (!run) throw new Error('not claimed');
  return run;
};

const errors = (count: number) => Array.from({ length: count }, (_, index) => aRowError(index + 1));
const step = (change: Partial<ImportStep> = {}): ImportStep => ({
  progress: validated(1, 2),
  counts: { ...NO_COUNTS, rows: 1, created: 1 },
  errors: [],
  ...change,
});

describe('claiming an import', () => {
  it('begins its first round', async () => {
    const document = await accepted();

    const run = await claimed(document);

    const begun = { status: 'validating', round: 1, fence: 1, starts: 1, seq: 2, progress: VALIDATING };
    expect(await stored(run)).toEqual({
      ...document,
      ...begun,
      startedAt: expect.any(Date),
      session: expect.anything(),
    });
    expect(run).toMatchObject({
      importId: idOf(document),
      groupId: group._id.toHexString(),
      round: 1,
      fence: 1,
      seq: 2,
    });
  });

  it('begins a new round each time, without the row errors and counts of the one before', async () => {
    const document = await accepted();
    const first = await claimed(document);
    await db.runs.tell(first, step({ errors: errors(3) }));
    const { startedAt } = await stored(first);

    const second = await claimed(document);

    expect(second).toMatchObject({ round: 2, fence: 2 });
    const begun = { starts: 2, seq: 5, progress: VALIDATING, counts: NO_COUNTS, startedAt };
    expect(await stored(second)).toMatchObject(begun);
    expect(await batchesOf(second)).toEqual([]);
  });

  it('takes it from whoever had it, whose writes change nothing from then on', async () => {
    const document = await accepted();
    const earlier = await claimed(document);
    const later = await claimed(document);
    const before = await stored(later);

    expect(await db.runs.tell(earlier, step())).toBeNull();
    expect(await db.runs.tell(earlier, step({ errors: errors(1_000) }))).toBeNull();
    expect(await db.runs.update(earlier, { $set: { status: 'completed' } })).toBeNull();
    expect(await db.runs.end(earlier, { status: 'failed', error: FILE_GONE, counts: NO_COUNTS })).toBeNull();
    expect(await db.runs.nextRound(earlier)).toBeNull();

    expect(await stored(later)).toEqual(before);
    expect(await batchesOf(later)).toEqual([]);
    expect(await db.runs.tell(later, step())).toBe(before.seq + 1);
  });

  it('ends nothing of another run of the same process, though an earlier one has been released', async () => {
    const first = await accepted();
    const rested = await claimed(first);
    await db.runs.rest(rested, step());
    await db.runs.release(rested);
    const beside = await claimed(await accepted());

    let tries = 0;
    await db.runs.inTransaction(beside, async (session) => {
      tries += 1;
      await db.runs.update(beside, { $set: { counts: NO_COUNTS } }, session);
      await db.steps.correct((await db.imports.get(rested.importId))!, { rows: [], discard: [1] });
      await claimed(first);
      return ok(await db.runs.update(beside, { $set: { counts: NO_COUNTS } }, session));
    });

    expect(tries).toBe(1);
  });

  it('gives everybody who claims at once a fence of their own, and the import to the last', async () => {
    const document = await accepted();

    const runs = await Promise.all(Array.from({ length: STARTS_MAX }, () => claimed(document)));

    const fences = runs.map(({ fence }) => fence).toSorted((one, other) => one - other);
    expect(fences).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(runs.map(({ round }) => round)).size).toBe(STARTS_MAX);
    for (const run of runs) {
      const told = await db.runs.tell(run, step());
      expect(told === null).toBe(run.fence !== STARTS_MAX);
    }
  });

  it('gives up after six starts', async () => {
    const document = await accepted();
    let last = await claimed(document);
    for (let start = 1; start < STARTS_MAX; start += 1) last = await claimed(document);
    await db.runs.tell(last, step());
    const { seq } = await stored(last);

    expect(await db.runs.claim(idOf(document))).toBeNull();

    expect(await stored(last)).toMatchObject({
      status: 'failed',
      error: GAVE_UP,
      counts: NO_COUNTS,
      progress: { phase: 'done', percent: 100 },
      starts: STARTS_MAX,
      seq: seq + 1,
      finishedAt: expect.any(Date),
    });
    expect(await db.runs.tell(last, step())).toBeNull();
  });

  it.each(['needs_correction', 'completed', 'failed', 'cancelled'] as const)(
    'leaves an import alone that is %s',
    async (status) => {
      const document = await accepted();
      await db.stored.imports.updateOne({ _id: document._id }, { $set: { status } });

      expect(await db.runs.claim(idOf(document))).toBeNull();

      expect(await db.imports.get(idOf(document))).toEqual({ ...document, status });
    },
  );

  it('does not give up an import that is queued again while it is being claimed', async () => {
    const correct = async ({ _id }: ImportDocument, afterPings: number) => {
      for (let ping = 0; ping < afterPings; ping += 1) await db.client.db().command({ ping: 1 });
      await db.stored.imports.updateOne({ _id }, { $set: { status: 'queued' } });
    };
    for (let round = 0; round < 60; round += 1) {
      const document = await accepted();
      const { _id } = document;
      await db.stored.imports.updateOne({ _id }, { $set: { status: 'needs_correction' } });

      await Promise.all([db.runs.claim(_id.toHexString()), correct(document, round % 6)]);

      expect((await db.imports.get(_id.toHexString()))?.status).not.toBe('failed');
    }
  });

  it('answers null for an import that is none', async () => {
    expect(await db.runs.claim('0123456789abcdef01234567')).toBeNull();
  });
});

describe('telling news', () => {
  it('counts one seq for what has changed', async () => {
    const run = await claimed();

    expect(await db.runs.tell(run, step())).toBe(run.seq + 1);

    const { progress, counts } = step();
    expect(await stored(run)).toMatchObject({ progress, counts, status: 'validating', seq: run.seq + 1 });
    expect(await batchesOf(run)).toEqual([]);
  });

  it.each([
    [1, [1]],
    [500, [500]],
    [501, [500, 1]],
    [1_700, [500, 500, 500, 200]],
  ])('puts %i row errors into batches with a seq each, and the rest into the one after', async (count, sizes) => {
    const run = await claimed();
    const found = errors(count);

    expect(await db.runs.tell(run, step({ errors: found }))).toBe(run.seq + sizes.length + 1);

    const batches = await batchesOf(run);
    expect(batches.map(({ seq }) => seq)).toEqual(sizes.map((_, index) => run.seq + index + 1));
    expect(batches.map(({ rowErrors }) => rowErrors.length)).toEqual(sizes);
    expect(batches.map(({ round }) => round)).toEqual(sizes.map(() => run.round));
    expect(batches.flatMap(({ rowErrors }) => rowErrors)).toEqual(found);
  });

  it('goes on counting from news to news', async () => {
    const run = await claimed();

    const seqs = [
      await db.runs.tell(run, step({ errors: errors(600) })),
      await db.runs.tell(run, step()),
      await db.runs.tell(run, step({ errors: errors(1) })),
    ];

    expect(seqs).toEqual([run.seq + 3, run.seq + 4, run.seq + 6]);
    expect((await batchesOf(run)).map(({ seq }) => seq - run.seq)).toEqual([1, 2, 5]);
  });

  it('is of no use any more once the run has put the import to rest', async () => {
    const run = await claimed();
    await db.runs.tell(run, step({ status: 'needs_correction' }));

    expect(await db.runs.tell(run, step())).toBeNull();
    expect(await db.runs.end(run, { status: 'failed', error: FILE_GONE, counts: NO_COUNTS })).toBeNull();
  });
});

describe('another round of the same run', () => {
  it('keeps the fence and does not count as a start', async () => {
    const run = await claimed();
    await db.runs.tell(run, step({ status: 'committing', errors: errors(2) }));

    const next = await db.runs.nextRound(run);

    expect(next).toMatchObject({ fence: run.fence, round: run.round + 1, seq: run.seq + 3 });
    const begun = { status: 'validating', starts: 1, counts: NO_COUNTS, progress: VALIDATING };
    expect(await stored(run)).toMatchObject(begun);
    expect(await batchesOf(run)).toEqual([]);
  });
});

describe('failing an import', () => {
  it('ends it with the reason, all counts zero', async () => {
    const run = await claimed();
    await db.runs.tell(run, step());

    expect(await db.runs.end(run, { status: 'failed', error: FILE_GONE, counts: NO_COUNTS })).toBe(run.seq + 2);

    expect(await stored(run)).toMatchObject({
      status: 'failed',
      error: FILE_GONE,
      counts: NO_COUNTS,
      progress: { phase: 'done', percent: 100 },
      finishedAt: expect.any(Date),
    });
    expect(await db.runs.claim(run.importId)).toBeNull();
  });
});
