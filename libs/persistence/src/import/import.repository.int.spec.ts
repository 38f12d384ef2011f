import { type ImportStatus } from '@ctci/domain';
import { aCsv, anImport, aNumber, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GroupDocument } from '../group/group.schema.js';
import { type ImportDocument } from './import.schema.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.open();
});
afterAll(() => db.close());

const idsOf = (documents: readonly Pick<ImportDocument, '_id'>[]) => documents.map(({ _id }) => _id.toHexString());
const accepted = (group: GroupDocument) => db.import(group, [aNumber()]);
const put = ({ _id }: ImportDocument, status: ImportStatus) =>
  db.stored.imports.updateOne({ _id }, { $set: { status } });

describe('accepting an import', () => {
  it('stores what will be worked on', async () => {
    const group = await db.group();
    const entry = anImport(group, '+12025550100,Sales\n', { onError: 'skip', fileName: 'Süd.csv' });

    const document = await db.imports.accept(entry);

    expect(await db.imports.get(document._id.toHexString())).toEqual(document);
    expect(document).toMatchObject({ status: 'queued', onError: 'skip', fileName: 'Süd.csv', round: 0, seq: 1 });
    expect(await db.imports.fileText(document.fileSha256)).toBe('+12025550100,Sales\n');
  });

  it('keeps a file once, however many upload it at once', async () => {
    const group = await db.group();
    const csv = aCsv(someNumbers(5_000));

    const documents = await Promise.all(Array.from({ length: 8 }, () => db.imports.accept(anImport(group, csv))));

    expect(new Set(idsOf(documents)).size).toBe(8);
    expect(new Set(documents.map(({ fileSha256 }) => fileSha256)).size).toBe(1);
    expect(await db.imports.fileText(documents[0]!.fileSha256)).toBe(csv);
  });

  it('reads a file without its byte order mark, and every script', async () => {
    const document = await db.imports.accept(anImport(await db.group(), '\ufeff+12025550100,Приёмная 受付 🎧\r\n'));

    expect(await db.imports.fileText(document.fileSha256)).toBe('+12025550100,Приёмная 受付 🎧\r\n');
  });

  it('has no text for a file that is kept no longer', async () => {
    expect(await db.imports.fileText('0'.repeat(64))).toBeNull();
  });
});

describe('listing imports', () => {
  it('goes from the newest to the oldest, page by page, of one group and one status', async () => {
    const [group, other] = [await db.group(), await db.group()];
    const mine: ImportDocument[] = [];
    for (let index = 0; index < 5; index += 1) {
      mine.push(await accepted(group));
      await accepted(other);
    }
    await put(mine[2]!, 'completed');
    const newestFirst = idsOf(mine).toReversed();
    const listed = async (filter: object) =>
      idsOf(await db.imports.list({ groupId: group._id.toHexString(), limit: 50, ...filter }));

    expect(await listed({})).toEqual(newestFirst);
    expect(await listed({ limit: 2 })).toEqual(newestFirst.slice(0, 2));
    expect(await listed({ limit: 2, after: newestFirst[1] })).toEqual(newestFirst.slice(2, 4));
    expect(await listed({ status: 'completed' })).toEqual([newestFirst[2]]);
    expect(await listed({ groupId: undefined, status: 'completed' })).toContain(newestFirst[2]);
    expect(await listed({ groupId: undefined, limit: 10 })).toHaveLength(10);
  });

  it('knows which of them a worker must still be at', async () => {
    const group = await db.group();
    const statuses = ['queued', 'validating', 'needs_correction', 'committing', 'completed', 'failed', 'cancelled'];
    const documents = await Promise.all(statuses.map(() => accepted(group)));
    await Promise.all(documents.map((document, index) => put(document, statuses[index] as ImportStatus)));

    const unfinished = idsOf(await db.imports.unfinished());

    expect(idsOf(documents).map((id) => unfinished.includes(id))).toEqual([
      true,
      true,
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  it('knows which of them have changed since a seq', async () => {
    const group = await db.group();
    const [changed, same, gone] = [await accepted(group), await accepted(group), await accepted(group)];
    await db.runs.claim(changed._id.toHexString());
    await db.stored.imports.deleteOne({ _id: gone._id });

    const known = new Map(idsOf([changed, same, gone]).map((id) => [id, 1]));

    expect(await db.imports.changedSince(known)).toEqual(idsOf([changed]));
  });
});
