import { describe, expect, test } from '@jest/globals';
import { type Dnis } from '../number/dnis.js';
import { effectOf, type ImportEffect } from './import-effect.js';
import { emptyPlan } from './import-plan.js';
import { doesNothing, type NumberNow, planUndo, type UndoPlan } from './plan-undo.js';

const dnisOf = (index: number) => `+1800555${String(index).padStart(4, '0')}` as Dnis;
const [a, b, c] = [dnisOf(1), dnisOf(2), dnisOf(3)];
const none: ImportEffect = { wasDraft: false, created: [], updated: [], removed: [] };
const ours = (description: string): NumberNow => ({ description, isOurs: true, draining: false });
const theirs: NumberNow = { description: '', isOurs: false, draining: false };
const draining = (number: NumberNow): NumberNow => ({ ...number, draining: true });
const number = (dnis: Dnis, description: string) => ({ dnis, description });

const undo = (
  effect: Partial<ImportEffect>,
  now: [Dnis, NumberNow][],
  pool = { poolSize: 5, max: 10 },
): Partial<UndoPlan> => {
  const plan = planUndo({ ...none, ...effect }, new Map(now), pool);
  return Object.fromEntries(Object.entries(plan).filter(([, list]) => (list as unknown[]).length > 0));
};

describe('undoing an import', () => {
  test.each<[string, Partial<ImportEffect>, [Dnis, NumberNow][], Partial<UndoPlan>]>([
    ['takes out what it created', { created: [[a, 'A']] }, [[a, ours('A')]], { takeOut: [a] }],
    ['has nothing to take out of what is gone', { created: [[a, 'A']] }, [], {}],
    [
      'keeps what it created and somebody edited',
      { created: [[a, 'A']] },
      [[a, ours('By hand')]],
      { kept: [{ dnis: a, code: 'EDITED' }] },
    ],
    [
      'reports what it created and is draining',
      { created: [[a, 'A']] },
      [[a, draining(ours('A'))]],
      { kept: [{ dnis: a, code: 'NUMBER_DRAINING' }] },
    ],
    [
      'reports what it created and another group has now',
      { created: [[a, 'A']] },
      [[a, theirs]],
      { kept: [{ dnis: a, code: 'NUMBER_TAKEN' }] },
    ],
    ['gives descriptions back', { updated: [[a, 'New', 'Old']] }, [[a, ours('New')]], { describe: [number(a, 'Old')] }],
    [
      'keeps a description that was changed again',
      { updated: [[a, 'New', 'Old']] },
      [[a, ours('Newer')]],
      { kept: [{ dnis: a, code: 'EDITED' }] },
    ],
    [
      'brings back no number that somebody deleted',
      { updated: [[a, 'New', 'Old']] },
      [],
      { kept: [{ dnis: a, code: 'EDITED' }] },
    ],
    [
      'leaves a changed number that is draining',
      { updated: [[a, 'New', 'Old']] },
      [[a, draining(ours('New'))]],
      { kept: [{ dnis: a, code: 'NUMBER_DRAINING' }] },
    ],
    ['creates again what it removed', { removed: [[a, 'A']] }, [], { create: [number(a, 'A')] }],
    [
      'revives what it removed and is draining still',
      { removed: [[a, 'A']] },
      [[a, draining(ours('A'))]],
      { revive: [number(a, 'A')] },
    ],
    ['has nothing to do about what somebody put back', { removed: [[a, 'A']] }, [[a, ours('A')]], {}],
    [
      'keeps what somebody put back otherwise',
      { removed: [[a, 'A']] },
      [[a, ours('B')]],
      { kept: [{ dnis: a, code: 'EDITED' }] },
    ],
    [
      'reports what it removed and another group has now',
      { removed: [[a, 'A']] },
      [[a, theirs]],
      { kept: [{ dnis: a, code: 'NUMBER_TAKEN' }] },
    ],
    [
      'reports what it removed and is draining from another group',
      { removed: [[a, 'A']] },
      [[a, draining(theirs)]],
      { kept: [{ dnis: a, code: 'NUMBER_DRAINING' }] },
    ],
  ])('%s', (_, effect, now, plan) => {
    expect(undo(effect, now)).toEqual(plan);
  });

  test('leaves the last number', () => {
    const now: [Dnis, NumberNow][] = [
      [a, ours('')],
      [b, ours('')],
    ];
    const created = [a, b].map((dnis) => [dnis, ''] as const);
    expect(undo({ created }, now, { poolSize: 2, max: 10 })).toEqual({
      takeOut: [b],
      kept: [{ dnis: a, code: 'LAST_NUMBER' }],
    });
    expect(undo({ created }, now, { poolSize: 3, max: 10 })).toEqual({ takeOut: [a, b] });
    expect(undo({ created, removed: [[c, '']] }, now, { poolSize: 2, max: 10 })).toMatchObject({ takeOut: [a, b] });
  });

  test('makes a draft a draft again', () => {
    const now: [Dnis, NumberNow][] = [[a, ours('')]];
    expect(undo({ created: [[a, '']], wasDraft: true }, now, { poolSize: 1, max: 10 })).toEqual({ takeOut: [a] });
  });

  test('puts back no more than the pool holds, those that are there still first', () => {
    const removed = [a, b, c].map((dnis) => [dnis, ''] as const);
    const plan = undo({ removed }, [[c, draining(ours(''))]], { poolSize: 8, max: 10 });
    expect(plan).toEqual({
      revive: [number(c, '')],
      create: [number(a, '')],
      kept: [{ dnis: b, code: 'POOL_FULL' }],
    });
    expect(undo({ removed }, [], { poolSize: 10, max: 10 }).kept).toHaveLength(3);
  });

  test('takes out before it puts back', () => {
    const effect = { created: [[a, '']] as const, removed: [[b, '']] as const };
    expect(undo(effect, [[a, ours('')]], { poolSize: 10, max: 10 })).toEqual({ takeOut: [a], create: [number(b, '')] });
  });

  test('does nothing where all is kept', () => {
    const plan = planUndo({ ...none, created: [[a, 'A']] }, new Map([[a, ours('B')]]), { poolSize: 5, max: 10 });
    expect(doesNothing(plan)).toBe(true);
    expect(doesNothing({ ...plan, takeOut: [a] })).toBe(false);
  });
});

describe('the effect of a plan', () => {
  const seen = (dnis: Dnis) => ({ dnis, description: 'New', seenDescription: 'Old' });

  test('is nothing where nothing changes', () => {
    expect(effectOf({ ...emptyPlan(0), unchanged: [seen(a)] }, 5)).toBeNull();
  });

  test('is what comes, what changes and what goes', () => {
    const plan = {
      ...emptyPlan(0),
      created: [number(a, 'A')],
      revived: [seen(b)],
      updated: [seen(c)],
      removed: [number(a, 'X')],
    };
    expect(effectOf(plan, 0)).toEqual({
      wasDraft: true,
      created: [
        [a, 'A'],
        [b, 'New'],
      ],
      updated: [[c, 'New', 'Old']],
      removed: [[a, 'X']],
    });
    expect(effectOf(plan, 1)?.wasDraft).toBe(false);
  });
});
