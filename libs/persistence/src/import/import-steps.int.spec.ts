import { NO_CORRECTIONS, NO_COUNTS, validated } from '@ctci/domain';
import { aNumber, aRowError, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GroupDocument } from '../group/group.schema.js';
import { type ImportDocument } from './import.schema.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.open();
});
afterAll(() => db.close());

const unheard = () => undefined;
const idOf = ({ _id }: GroupDocument | ImportDocument) => _id.toHexString();
const read = async (document: ImportDocument) => (await db.imports.get(idOf(document)))!;
const counts = { ...NO_COUNTS, rows: 3, created: 2, rejected: 1, byCountry: { US: 2 } };
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

async function resting(group?: GroupDocument): Promise<ImportDocument> {
  const accepted = await db.import(group ?? (await db.group()), someNumbers(3));
  const run = (await db.runs.claim(idOf(accepted)))!;
  await db.runs.rest(run, { progress: validated(3, 3), counts, errors: [aRowError(1)] });
  await db.runs.release(run);
  return read(accepted);
}

/** What retention does to an import that is old. */
async function forgetOf({ _id, fileSha256 }: ImportDocument, name: string): Promise<void> {
  const filter = { _id: name === 'importFiles' ? fileSha256 : _id } as object;
  await db.client.db().collection(name).deleteOne(filter);
}

const mended = (line: number, dnis: string) => ({ line, dnis, description: '' });

describe('correcting an import', () => {
  it('sends it to be validated again, begun as seldom as if it were new', async () => {
    const seen = await resting();
    expect(seen.restedAt).toBeInstanceOf(Date);

    const corrected = await db.steps.correct(seen, { rows: [mended(1, 'a')], discard: [2] });

    expect(corrected).toMatchObject({ ok: true, value: { status: 'queued', starts: 0, seq: seen.seq + 1 } });
    expect(await db.imports.corrections(idOf(seen), true)).toMatchObject({ rows: [mended(1, 'a')], discard: [2] });
    expect(await db.runs.claim(idOf(seen))).toMatchObject({ round: 2 });
  });

  it('adds to the corrections of earlier rounds', async () => {
    const first = await resting();
    await db.steps.correct(first, { rows: [mended(1, 'a'), mended(3, 'c')], discard: [2] });
    const run = (await db.runs.claim(idOf(first)))!;
    await db.runs.rest(run, { progress: validated(3, 3), counts, errors: [] });

    await db.steps.correct(await read(first), { rows: [mended(2, 'b')], discard: [3] });

    expect(await db.imports.corrections(idOf(first), true)).toMatchObject({
      rows: [mended(1, 'a'), mended(2, 'b')],
      discard: [3],
    });
  });

  it.each(['importFiles', 'importCorrections'])('is refused once its %s are kept no longer', async (name) => {
    const first = await resting();
    await db.steps.correct(first, { rows: [mended(1, 'a')], discard: [2] });
    const run = (await db.runs.claim(idOf(first)))!;
    await db.runs.rest(run, { progress: validated(3, 3), counts, errors: [] });
    await db.runs.release(run);
    const before = await read(first);
    await forgetOf(before, name);

    const refused = await db.steps.correct(before, { rows: [mended(3, 'c')], discard: [] });

    expect(refused).toEqual({ ok: false, error: { code: 'FILE_GONE' } });
    expect(await read(first)).toEqual(before);
  });

  it('is done by one of two who do it at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const seen = await resting();
      const both = await Promise.all(
        ['a', 'b'].map((dnis) => db.steps.correct(seen, { rows: [mended(1, dnis)], discard: [] })),
      );
      expect(both.filter(({ ok }) => ok)).toHaveLength(1);
      const winner = both[0]!.ok ? 'a' : 'b';
      expect(await db.imports.corrections(idOf(seen), true)).toMatchObject({ rows: [mended(1, winner)] });
      expect(await read(seen)).toMatchObject({ status: 'queued', seq: seen.seq + 1 });
    }
  });

  it.each<[string, () => Promise<ImportDocument>]>([
    ['waits for its first round', async () => db.import(await db.group(), [aNumber()])],
    ['is cancelled', async () => cancelled(await resting())],
    ['has been validated again since it was seen', async () => ({ ...(await resting()), round: 7 })],
    [
      'has rested for more than 30 days',
      async () => {
        const document = await resting();
        await db.stored.imports.updateOne({ _id: document._id }, { $set: { restedAt: daysAgo(31) } });
        return document;
      },
    ],
  ])('is refused when it %s', async (_case, made) => {
    const document = await made();
    const before = await read(document);

    expect(await db.steps.correct(document, NO_CORRECTIONS)).toEqual({ ok: false, error: { code: 'NOT_CORRECTABLE' } });

    expect(await read(document)).toEqual(before);
    expect(await db.imports.corrections(idOf(document), false)).toEqual(NO_CORRECTIONS);
  });
});

async function cancelled(document: ImportDocument): Promise<ImportDocument> {
  const result = await db.steps.cancel(idOf(document));
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

describe('cancelling an import', () => {
  it.each<[string, () => Promise<ImportDocument>]>([
    ['that waits', async () => db.import(await db.group(), [aNumber()])],
    ['that rests', () => resting()],
    [
      'that is being validated',
      async () => {
        const document = await db.import(await db.group(), [aNumber()]);
        await db.runs.claim(idOf(document));
        return document;
      },
    ],
  ])('ends one %s', async (_case, made) => {
    const document = await cancelled(await made());

    const none = { created: 0, updated: 0, unchanged: 0, removed: 0 };
    expect(document).toMatchObject({ status: 'cancelled', counts: none, progress: { phase: 'done', percent: 100 } });
    expect(document.finishedAt).toBeInstanceOf(Date);
    expect(document).not.toHaveProperty('session');
    expect(await db.runs.claim(idOf(document))).toBeNull();
    expect(await db.steps.cancel(idOf(document))).toEqual({ ok: false, error: { code: 'NOT_CANCELLABLE' } });
  });

  it('takes the import from its worker, whatever that is about to write', async () => {
    const document = await db.import(await db.group(), [aNumber()]);
    const run = (await db.runs.claim(idOf(document)))!;
    await cancelled(document);

    const step = { progress: validated(1, 1), counts };
    expect(await db.runs.tell(run, { ...step, errors: [aRowError(1)] })).toBeNull();
    expect(await db.runs.rest(run, { ...step, errors: [] })).toBeNull();
    expect(await db.runs.end(run, { status: 'completed', counts })).toBeNull();
    expect(await db.runs.nextRound(run)).toBeNull();
    expect(await read(document)).toMatchObject({ status: 'cancelled' });
  });

  it('and its commit: one of the two is whole, at whatever moment they meet', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 30 || outcomes.size < 2; round += 1) {
      const group = await db.group();
      const document = await db.import(group, [aNumber()]);
      const run = (await db.runs.claim(idOf(document)))!;
      const ready = await db.ready(group, someNumbers(300));
      const cancel = async () => {
        const pings = ((round % 30) / 2) * Math.ceil((round + 1) / 30); // more where the commit is slower
        for (let ping = 0; ping < pings; ping += 1) await db.client.db().command({ ping: 1 });
        return db.steps.cancel(idOf(document));
      };
      const cancelling = Promise.withResolvers<Awaited<ReturnType<typeof cancel>>>();
      const committing = db.commits.commit(run, ready, () => {
        cancelling.resolve(cancel());
      });
      const [committed, stopped] = await Promise.all([committing, cancelling.promise]);

      expect(committed.ok).toBe(!stopped.ok);
      const { status } = await read(document);
      expect(status).toBe(stopped.ok ? 'cancelled' : 'completed');
      expect(await db.poolSize(group)).toEqual(stopped.ok ? [0, 0] : [300, 300]);
      outcomes.add(status);
    }
  });

  it('comes too late for one that is completed', async () => {
    const group = await db.group();
    const document = await db.import(group, [aNumber()]);
    const run = (await db.runs.claim(idOf(document)))!;
    await db.commits.commit(run, await db.ready(group, [aNumber()]), unheard);

    expect(await db.steps.cancel(idOf(document))).toEqual({ ok: false, error: { code: 'NOT_CANCELLABLE' } });
    expect(await read(document)).toMatchObject({ status: 'completed' });
  });
});

describe('an import that nobody mends', () => {
  it('is cancelled after 30 days of resting, and not before', async () => {
    const [old, young] = [await resting(), await resting()];
    await db.stored.imports.updateOne({ _id: old._id }, { $set: { restedAt: daysAgo(30.1) } });
    await db.stored.imports.updateOne(
      { _id: young._id },
      { $set: { restedAt: daysAgo(29.9), createdAt: daysAgo(90) } },
    );

    await db.steps.abandonStale();

    expect(await read(old)).toMatchObject({
      status: 'cancelled',
      error: { code: 'ABANDONED' },
      seq: old.seq + 1,
      counts: { rows: 3, created: 0, rejected: 1 },
    });
    expect(await read(young)).toMatchObject({ status: 'needs_correction', seq: young.seq });
  });
});

describe('committing what has been shown', () => {
  const entry = { mode: 'merge', onError: 'abort', dryRun: false, createdBy: 'x', correlationId: 'y' } as const;
  const base = async () => db.import(await db.group(), [aNumber()], { dryRun: true });

  it('is a new import of the same file, with the corrections of both', async () => {
    const document = { ...(await base()), corrected: true };
    await db.client
      .db()
      .collection('importCorrections')
      .insertOne({ _id: document._id, rows: [mended(1, 'a')], discard: [2], lastUsedAt: new Date() });

    const accepted = await db.steps.commit(document, entry, { rows: [mended(3, 'c')], discard: [] });

    if (!accepted.ok) throw new Error(accepted.error.code);
    const { fileSha256, fileName, groupId, groupName } = document;
    const expected = { fileSha256, fileName, groupId, groupName, basedOn: document._id, status: 'queued', seq: 1 };
    expect(await read(accepted.value)).toMatchObject({ ...expected, createdBy: 'x', dryRun: false });
    expect(await db.imports.corrections(idOf(accepted.value), true)).toMatchObject({
      rows: [mended(1, 'a'), mended(3, 'c')],
      discard: [2],
    });
  });

  it('happens once, however many ask at once', async () => {
    const document = await base();
    const all = await Promise.all(Array.from({ length: 5 }, () => db.steps.commit(document, entry, NO_CORRECTIONS)));

    expect(all.filter(({ ok }) => ok)).toHaveLength(1);
    expect(all.find(({ ok }) => !ok)).toEqual({ ok: false, error: { code: 'ALREADY_COMMITTED' } });
    expect(await db.stored.imports.countDocuments({ basedOn: document._id })).toBe(1);
  });

  it('may happen again once it has come to nothing', async () => {
    const document = await base();
    const first = await db.steps.commit(document, entry, NO_CORRECTIONS);
    await cancelled(first.ok ? first.value : document);

    expect(await db.steps.commit(document, entry, NO_CORRECTIONS)).toMatchObject({ ok: true });
  });

  it.each(['importFiles', 'importCorrections'])('needs what has been forgotten of the %s', async (name) => {
    const document = { ...(await base()), corrected: true };
    const kept = { rows: [mended(1, 'a')], discard: [], lastUsedAt: new Date() };
    await db.client
      .db()
      .collection('importCorrections')
      .insertOne({ _id: document._id, ...kept });
    await forgetOf(document, name);
    const refused = await db.steps.commit(document, entry, NO_CORRECTIONS);
    expect(refused).toEqual({ ok: false, error: { code: 'FILE_GONE' } });
    expect(await read(document)).not.toHaveProperty('committedAs');
  });
});
