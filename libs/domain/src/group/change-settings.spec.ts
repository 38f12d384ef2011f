import { describe, expect, test } from '@jest/globals';
import type { Dnis, NumberRules } from '../number/dnis.js';
import { changeSettings, type SettingsChange } from './change-settings.js';
import { DEFAULT_SETTINGS, type GroupSettings } from './group-settings.js';
import { groupState } from './pool.js';

const rules: NumberRules = { premiumRate: 'warn' };
const overflowing: GroupSettings = {
  ...DEFAULT_SETTINGS,
  onExhausted: 'overflow',
  overflowNumber: '+18005550199' as Dnis,
};

const problems = (change: SettingsChange, current = DEFAULT_SETTINGS) => {
  const changed = changeSettings(current, change, rules);
  return changed.ok ? [] : changed.error.map(({ path, code }) => `${path}: ${code}`);
};

describe('each range is closed', () => {
  test.each([
    ['accessCodeLength', 4, 12],
    ['expirySeconds', 10, 1_800],
    ['coolDownSeconds', 0, 3_600],
    ['maxLivePerCaller', 1, 100],
  ] as const)('%s from %d to %d', (setting, min, max) => {
    expect(problems({ [setting]: min })).toEqual([]);
    expect(problems({ [setting]: max })).toEqual([]);
    expect(problems({ [setting]: min - 1 })).toEqual([`${setting}: OUT_OF_RANGE`]);
    expect(problems({ [setting]: max + 1 })).toEqual([`${setting}: OUT_OF_RANGE`]);
    expect(problems({ [setting]: min + 0.5 })).toEqual([`${setting}: NOT_A_WHOLE_NUMBER`]);
    expect(problems({ [setting]: NaN })).toEqual([`${setting}: NOT_A_WHOLE_NUMBER`]);
  });
});

test('what is not named stays as it is', () => {
  expect(changeSettings(DEFAULT_SETTINGS, { expirySeconds: 60, uniqueDnis: undefined }, rules)).toEqual({
    ok: true,
    value: { ...DEFAULT_SETTINGS, expirySeconds: 60 },
  });
});

test('the limit of live call-ins can be switched off', () => {
  expect(problems({ maxLivePerCaller: null }, { ...DEFAULT_SETTINGS, maxLivePerCaller: 5 })).toEqual([]);
});

test.each([
  [
    'to overflow without a number',
    { onExhausted: 'overflow' },
    DEFAULT_SETTINGS,
    ['overflowNumber: OVERFLOW_NUMBER_MISSING'],
  ],
  ['to overflow with one', { onExhausted: 'overflow', overflowNumber: '18005550199' }, DEFAULT_SETTINGS, []],
  ['the number while overflowing', { overflowNumber: '+442079460958' }, overflowing, []],
  [
    'taking the number away while overflowing',
    { overflowNumber: null },
    overflowing,
    ['overflowNumber: OVERFLOW_NUMBER_MISSING'],
  ],
  ['to a number that is none', { overflowNumber: '+1800' }, overflowing, ['overflowNumber: DNIS_WRONG_LENGTH']],
  [
    'two things wrongly',
    { expirySeconds: 9, overflowNumber: 'x' },
    overflowing,
    ['expirySeconds: OUT_OF_RANGE', 'overflowNumber: DNIS_NOT_E164'],
  ],
] as const)('changing %s', (_, change, current, expected) => {
  expect(problems(change, current)).toEqual(expected);
});

test('the overflow number is stored canonically, and kept when the group refuses again', () => {
  const changed = changeSettings(DEFAULT_SETTINGS, { onExhausted: 'overflow', overflowNumber: '18005550199' }, rules);
  expect(changed).toEqual({ ok: true, value: overflowing });
  expect(changeSettings(overflowing, { onExhausted: 'refuse' }, rules)).toMatchObject({
    ok: true,
    value: { onExhausted: 'refuse', overflowNumber: '+18005550199' },
  });
});

test.each([
  [{ deleting: false, poolSize: 0 }, 'draft'],
  [{ deleting: false, poolSize: 1 }, 'active'],
  [{ deleting: true, poolSize: 1 }, 'deleting'],
  [{ deleting: true, poolSize: 0 }, 'deleting'],
])('a group with %j is %s', (group, state) => {
  expect(groupState(group)).toBe(state);
});
