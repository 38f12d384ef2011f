import { type Dnis, type ImportStatus, NO_COUNTS, validated } from '@ctci/domain';
import { aGroup, aNumber, aRowError, profiled, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GroupDocument } from '../group/group.schema.js';
import { UseMinutes } from '../group/use-minutes.js';
import { Types } from 'mongoose';
import { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import { type ImportDocument } from '../import/import.schema.js';

interface Scene {
  readonly db: TestDatabase;
  readonly groupId: string;
  readonly middle: { readonly nameKey: string; readonly dnis: Dnis; readonly importId: string };
  readonly rowErrors: ImportDocument;
}

const GROUPS = 60;
const NUMBERS = 2_000;
const IMPORTS = 400;
const STATUSES: ImportStatus[] = ['completed', 'failed', 'cancelled', 'needs_correction', 'queued'];

let scene: Scene;
beforeAll(async () => {
  const db = await TestDatabase.open();
  const numbers = someNumbers(NUMBERS);
  const group = await db.group({ numbers });
  const groups: GroupDocument[] = [];
  for (let index = 1; index < GROUPS; index += 1) groups.push(await db.group({ numbers: someNumbers(20) }));
  for (const number of numbers.filter((_, index) => index % 100 === 0)) await db.drain(group, number);

  const imports: ImportDocument[] = [];
  for (let index = 0; index < IMPORTS; index += 1) {
    const document = await db.import(index % 2 ? group : groups[index % groups.length]!, [aNumber()]);
    const status = STATUSES[index % 40 ? index % 4 : 4]!;
    await db.stored.imports.updateOne({ _id: document._id }, { $set: { status } });
    imports.push(document);
  }
  await restOne(db, imports[0]!);
  scene = {
    db,
    groupId: group._id.toHexString(),
    middle: {
      nameKey: groups[GROUPS / 2]!.nameKey!,
      dnis: numbers[NUMBERS / 2]!.dnis,
      importId: imports[IMPORTS / 2]!._id.toHexString(),
    },
    rowErrors: await importWithRowErrors(db, group),
  };
});
afterAll(() => scene.db.close());

const restOne = (db: TestDatabase, { _id }: ImportDocument) =>
  db.stored.imports.updateOne({ _id }, { $set: { status: 'needs_correction', restedAt: new Date(0) } });

async function importWithRowErrors(db: TestDatabase, group: GroupDocument): Promise<ImportDocument> {
  const importIds: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    const importId = (await db.import(group, [aNumber()]))._id.toHexString();
    const run = await db.runs.claim(importId);
    const errors = Array.from({ length: 5_000 }, (_, line) => aRowError(line + 1));
    await db.runs.tell(run!, { progress: validated(1, 2), counts: NO_COUNTS, errors });
    importIds.push(importId);
  }
  return (await db.imports.get(importIds[2]!))!;
}

const byPrimaryKey = /^(IDHACK|EXPRESS|IXSCAN { _id: 1 })/;

describe('what the repositories ask of MongoDB', () => {
  it.each<[string, RegExp, (scene: Scene) => Promise<unknown>]>([
    ['groups by name', /^IXSCAN { nameKey: 1 }$/, ({ db }) => db.groups.list({ limit: 20 })],
    [
      'groups by name, from the middle',
      /^IXSCAN { nameKey: 1 }$/,
      ({ db, middle }) => db.groups.list({ after: middle.nameKey, limit: 20 }),
    ],
    [
      'the group of a name',
      /IXSCAN { nameKey: 1 }$/,
      ({ db, middle }) => db.groups.list({ nameKey: middle.nameKey, limit: 2 }),
    ],
    ['whether a name is taken', /IXSCAN { nameKey: 1 }$/, ({ db }) => db.groups.create(aGroup({ name: 'Group 7' }))],
    ['groups that take call-ins', /^IXSCAN { nameKey: 1 }$/, ({ db }) => db.app.get(UseMinutes).sample()],
    [
      'how a group was used',
      /^IXSCAN { groupId: 1, at: 1 }$/,
      ({ db, groupId }) => db.app.get(UseMinutes).list(groupId, 60),
    ],
    ['groups being deleted', /^IXSCAN { deletingSince: 1 }$/, ({ db }) => db.draining.finish()],
    ['numbers', /^IXSCAN { groupId: 1, _id: 1 }$/, ({ db, groupId }) => db.numberStates.list(groupId, { limit: 50 })],
    [
      'numbers, from the middle',
      /^IXSCAN { groupId: 1, _id: 1 }$/,
      ({ db, groupId, middle }) => db.numberStates.list(groupId, { after: middle.dnis, limit: 50 }),
    ],
    [
      'numbers that have a text in them',
      /^IXSCAN { groupId: 1, _id: 1 }$/,
      ({ db, groupId }) => db.numberStates.list(groupId, { q: '55', limit: 50 }),
    ],
    [
      'numbers that are not draining',
      /^IXSCAN { groupId: 1, _id: 1 }$/,
      ({ db, groupId }) => db.numberStates.list(groupId, { state: 'free', limit: 50 }),
    ],
    [
      'numbers that are draining',
      /^IXSCAN { groupId: 1, _id: 1 }$/,
      ({ db, groupId }) => db.numberStates.list(groupId, { state: 'draining', limit: 50 }),
    ],
    ['a whole pool', /^IXSCAN { groupId: 1, _id: 1 }$/, ({ db, groupId }) => db.numbers.all(groupId)],
    [
      'who has numbers',
      byPrimaryKey,
      ({ db, middle }) => db.numbers.holders([middle.dnis, ...someNumbers(499).map(({ dnis }) => dnis)]),
    ],
    ['imports', byPrimaryKey, ({ db }) => db.imports.list({ limit: 50 })],
    [
      'imports of a group',
      /^IXSCAN { groupId: 1, _id: -1 }$/,
      ({ db, groupId }) => db.imports.list({ groupId, limit: 50 }),
    ],
    [
      'imports of a group, from the middle',
      /^IXSCAN { groupId: 1, _id: -1 }$/,
      ({ db, groupId, middle }) => db.imports.list({ groupId, after: middle.importId, limit: 50 }),
    ],
    [
      'imports of a status',
      /^IXSCAN { status: 1, _id: -1 }$/,
      ({ db }) => db.imports.list({ status: 'failed', limit: 50 }),
    ],
    [
      'imports of a group and a status',
      /^IXSCAN { (groupId|status): 1, _id: -1 }$/,
      ({ db, groupId }) => db.imports.list({ groupId, status: 'failed', limit: 50 }),
    ],
    ['unfinished imports', /^IXSCAN { status: 1, _id: -1 }$/, ({ db }) => db.imports.unfinished()],
    [
      'imports that have changed',
      byPrimaryKey,
      ({ db, middle }) => db.imports.changedSince(new Map([[middle.importId, 1]])),
    ],
    [
      'row errors',
      /^IXSCAN { importId: 1, round: 1, seq: 1 }$/,
      ({ db, rowErrors }) => db.rowErrors.list(rowErrors, { limit: 100 }),
    ],
    [
      'row errors, from the middle',
      /^IXSCAN { importId: 1, round: 1, seq: 1 }$/,
      ({ db, rowErrors }) => db.rowErrors.list(rowErrors, { after: { seq: 7, read: 20 }, limit: 100 }),
    ],
    [
      'row errors since a seq',
      /^IXSCAN { importId: 1, round: 1, seq: 1 }$/,
      ({ db, rowErrors }) => db.rowErrors.since(rowErrors, 7),
    ],
    ['a pool', /^IXSCAN { groupId: 1, _id: 1 }$/, ({ db, groupId }) => db.numbers.pool(groupId)],
    ['imports that nobody mends', /^IXSCAN { status: 1, _id: -1 }$/, ({ db }) => db.steps.abandonStale()],
    [
      'an idempotency key',
      byPrimaryKey,
      ({ db }) => db.app.get(IdempotencyKeys).claim({ id: 'key', fingerprint: 'body' }),
    ],
    [
      'what drains of a group',
      /^IXSCAN { groupId: 1 }$/,
      ({ db, groupId }) => db.draining.drainingOf([new Types.ObjectId(groupId)]),
    ],
    ['draining numbers', byPrimaryKey, ({ db }) => db.draining.finish()],
  ])('is found by an index that has its order: %s', async (_what, plan, ask) => {
    const asked = await profiled(scene.db.client, () => ask(scene));

    expect(asked.map(({ planSummary }) => planSummary)).toContainEqual(expect.stringMatching(plan));
    expect(asked.filter(({ planSummary }) => planSummary?.includes('COLLSCAN'))).toEqual([]);
    expect(asked.filter(({ hasSortStage }) => hasSortStage)).toEqual([]);
  });

  it('walks no whole collection to write', async () => {
    const { db, groupId } = scene;
    const [number, right] = [aNumber('Old'), aNumber('New')];
    const asked = await profiled(scene.db.client, async () => {
      await db.numbers.add(groupId, number);
      await db.numbers.change(groupId, number, { ...number, description: 'New' });
      await db.numbers.change(groupId, { ...number, description: 'New' }, right);
      await db.numbers.remove(groupId, right);
      const group = await db.group({ settings: { overflowNumber: aNumber().dnis } });
      await db.groups.changeSettings(group, { ...group.settings, overflowNumber: null });
      await db.groups.delete(group._id.toHexString());
      await db.draining.finish();
      const [queued] = await db.imports.list({ status: 'queued', limit: 1 });
      const run = await db.runs.claim(queued!._id.toHexString());
      await db.commits.commit(run!, await db.ready((await db.groups.get(groupId))!, [aNumber()]), () => undefined);
    });

    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter(({ planSummary }) => planSummary?.includes('COLLSCAN'))).toEqual([]);
    expect(asked.filter(({ docsExamined = 0 }) => docsExamined > 20)).toEqual([]);
  });

  it('counts row errors by code without looking at other imports', async () => {
    const asked = await profiled(scene.db.client, () => scene.db.rowErrors.countByCode(scene.rowErrors));

    expect(asked.map(({ planSummary }) => planSummary)).toEqual(['IXSCAN { importId: 1, round: 1, seq: 1 }']);
    expect(asked[0]?.docsExamined).toBe(10);
  });
});
