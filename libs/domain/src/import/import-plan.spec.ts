import { describe, expect, test } from '@jest/globals';
import { type Dnis } from '../number/dnis.js';
import { addedBy, emptyPlan, type Holder, planNumber, removedBy } from './import-plan.js';
import { type ImportMode } from './import.js';

const dnis = '+18005550100' as Dnis;
const ours: Holder = {
  dnis,
  groupId: 'ours',
  groupName: 'Ours',
  description: 'Claims',
  draining: false,
  overflow: false,
};
const theirs: Holder = { ...ours, groupId: 'theirs', groupName: 'Theirs' };

const plannedFor = (
  holder: Holder | undefined,
  description = 'Sales',
  { room = 1, mode = 'merge' }: { room?: number; mode?: ImportMode } = {},
) => {
  const plan = emptyPlan(7);
  const outcome = planNumber(plan, { dnis, description }, holder, { groupId: 'ours', mode, room });
  const lists = { ...plan, poolRevision: [] };
  const [kind = null] = Object.entries(lists).flatMap(([list, numbers]) => (numbers.length > 0 ? [list] : []));
  return { outcome, kind, description: Object.values(lists).flat()[0]?.description };
};

describe('a good row of a merging import', () => {
  test.each([
    ['that nobody has is created', undefined, 'Sales', 'created', 'Sales'],
    ['that the group has with another description is updated', ours, 'Sales', 'updated', 'Sales'],
    ['that the group has just so stays unchanged', ours, 'Claims', 'unchanged', 'Claims'],
    ['without a description keeps the present one', ours, '', 'unchanged', 'Claims'],
    ['that drains from the group comes back', { ...ours, draining: true }, 'Sales', 'revived', 'Sales'],
    ['that drains from the group keeps its description', { ...ours, draining: true }, '', 'revived', 'Claims'],
  ])('%s', (_, holder, given, kind, description) => {
    expect(plannedFor(holder, given)).toEqual({ outcome: 'planned', kind, description });
  });

  test.each([
    ['of another group is taken', theirs, 'NUMBER_TAKEN'],
    ['that drains from another group must wait', { ...theirs, draining: true }, 'NUMBER_DRAINING'],
    ['that is the overflow number of another group is taken', { ...theirs, overflow: true }, 'NUMBER_TAKEN'],
    ['that is our own overflow number is taken', { ...ours, overflow: true }, 'NUMBER_TAKEN'],
  ])('%s', (_, holder, outcome) => {
    expect(plannedFor(holder)).toMatchObject({ outcome, kind: null });
  });

  test.each([
    ['a new number', undefined],
    ['a number that drains', { ...ours, draining: true }],
  ])('%s finds a full pool', (_, holder) => {
    expect(plannedFor(holder, 'Sales', { room: 0 })).toMatchObject({ outcome: 'POOL_FULL', kind: null });
  });

  test('a number of the pool needs no room', () => {
    expect(plannedFor(ours, 'Sales', { room: 0 })).toMatchObject({ outcome: 'planned', kind: 'updated' });
  });

  test('the last place goes to the first row that needs it', () => {
    const plan = emptyPlan(0);
    const outcomes = ['+18005550101', '+18005550102', '+18005550103'].map((number) =>
      planNumber(plan, { dnis: number as Dnis, description: '' }, undefined, {
        groupId: 'ours',
        mode: 'merge',
        room: 2,
      }),
    );
    expect(outcomes).toEqual(['planned', 'planned', 'POOL_FULL']);
    expect(addedBy(plan)).toBe(2);
  });
});

describe('a good row of a replacing import', () => {
  test.each([
    ['sets the description', ours, 'Sales', 'updated', 'Sales'],
    ['takes the description away where it has none', ours, '', 'updated', ''],
    ['leaves what is just so', ours, 'Claims', 'unchanged', 'Claims'],
    ['brings back what drains, as it says', { ...ours, draining: true }, '', 'revived', ''],
  ])('%s', (_, holder, given, kind, description) => {
    expect(plannedFor(holder, given, { mode: 'replace' })).toEqual({ outcome: 'planned', kind, description });
  });

  test('takes out what the file lacks, and only that', () => {
    const pool = ['+18005550100', '+18005550101', '+18005550102'].map((number) => ({
      dnis: number as Dnis,
      description: number,
    }));
    expect(removedBy(pool, new Set([dnis, '+18005550199' as Dnis]))).toEqual(pool.slice(1));
    expect(removedBy(pool, new Set(pool.map((number) => number.dnis)))).toEqual([]);
    expect(removedBy([], new Set())).toEqual([]);
  });
});
