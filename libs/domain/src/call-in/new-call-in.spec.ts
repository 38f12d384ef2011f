import { describe, expect, test } from '@jest/globals';
import { DEFAULT_SETTINGS, type GroupSettings } from '../group/group-settings.js';
import type { Dnis } from '../number/dnis.js';
import { freePlace, planCallIn } from './new-call-in.js';

const plan = (settings: Partial<GroupSettings>) => planCallIn({ ...DEFAULT_SETTINGS, ...settings });
const overflowNumber = '+18005550199' as Dnis;

test('a group as it is made shares its numbers, without codes, for 30 s, and refuses when exhausted', () => {
  const terms = { kind: 'shared', expirySeconds: 30, accessCodeLength: null, coolDownSeconds: 0 };
  expect(plan({})).toEqual({ terms, overflow: null });
});

describe('terms', () => {
  test.each<[string, Partial<GroupSettings>, object]>([
    ['a code', { generateAccessCode: true, accessCodeLength: 4 }, { kind: 'shared', accessCodeLength: 4 }],
    ['a length, but no code', { accessCodeLength: 4 }, { accessCodeLength: null }],
    ['a number of its own', { uniqueDnis: true, coolDownSeconds: 15 }, { kind: 'unique', coolDownSeconds: 15 }],
    [
      'a number and a code of its own',
      { uniqueDnis: true, generateAccessCode: true },
      { kind: 'unique', accessCodeLength: 6 },
    ],
    ['a cool-down, but no lease that it could follow', { coolDownSeconds: 15 }, { kind: 'shared', coolDownSeconds: 0 }],
    ['another expiry', { expirySeconds: 1_800 }, { expirySeconds: 1_800 }],
  ])('%s', (_, settings, terms) => {
    expect(plan(settings).terms).toMatchObject(terms);
  });
});

describe('when exhausted', () => {
  test('overflows without a lease, with a code if the group makes them', () => {
    const settings = { onExhausted: 'overflow', overflowNumber, uniqueDnis: true, coolDownSeconds: 15 } as const;
    expect(plan({ ...settings, generateAccessCode: true }).overflow).toEqual({
      number: overflowNumber,
      terms: { kind: 'overflow', expirySeconds: 30, accessCodeLength: 6, coolDownSeconds: 0 },
    });
  });

  test.each<[string, Partial<GroupSettings>]>([
    ['the number is kept but the group refuses', { onExhausted: 'refuse', overflowNumber }],
    ['there is no number', { onExhausted: 'overflow', overflowNumber: null }],
  ])('refuses where %s', (_, settings) => {
    expect(plan(settings).overflow).toBeNull();
  });
});

test.each([
  [[], 1, 0],
  [[0], 1, null],
  [[0], 2, 1],
  [[1], 2, 0],
  [[0, 2], 3, 1],
  [[0, 1, 2], 2, null], // the limit was higher when they were made
  [[undefined, undefined], 3, 0], // there was none
  [[undefined, undefined], 2, null],
  [[5], 2, 0],
  [Array.from({ length: 99 }, (_, index) => index), 100, 99],
])('places %j are taken, limit %d: the next is %p', (taken, limit, place) => {
  expect(freePlace(taken, limit)).toBe(place);
});
