import { describe, expect, test } from '@jest/globals';
import { guessLock, isLockedOut, type GuessCounts } from './guess-lock.js';

const now = new Date('2026-11-02T10:10:00.000Z');
const first = new Date('2026-11-02T10:00:30.000Z');

const counts = (ofCaller: number | null, wrong: number, all: number): GuessCounts => ({
  ofCaller: ofCaller === null ? null : { wrong: ofCaller, firstWrongAt: ofCaller === 0 ? null : first },
  onDnis: { wrong, all, firstWrongAt: wrong === 0 ? null : first },
});

describe('locked is', () => {
  test.each<[string, number | null, number, number, string | undefined]>([
    ['nobody who has not called', 0, 0, 0, undefined],
    ['nobody after 4 wrong codes of a caller', 4, 4, 4, undefined],
    ['the caller after 5', 5, 5, 5, 'caller'],
    ['the caller after 6', 6, 6, 6, 'caller'],
    ['nobody after 19 wrong codes on a DNIS', 0, 19, 19, undefined],
    ['the DNIS after 20', 0, 20, 20, 'dnis'],
    ['the DNIS after 20 of 400 attempts', 0, 20, 400, 'dnis'],
    ['nobody after 20 of 401', 0, 20, 401, undefined],
    ['nobody after 49 of 1,000', 0, 49, 1_000, undefined],
    ['the DNIS after 50 of 1,000', 0, 50, 1_000, 'dnis'],
    ['nobody after 50 of 1,001', 0, 50, 1_001, undefined],
    ['the DNIS after 51 of 1,001', 0, 51, 1_001, 'dnis'],
    ['the caller rather than the DNIS', 5, 20, 20, 'caller'],
    ['nobody who is withheld, by a count of its own', null, 19, 19, undefined],
    ['who is withheld, by that of the DNIS', null, 20, 20, 'dnis'],
  ])('%s', (_, ofCaller, wrong, all, expected) => {
    expect(guessLock(counts(ofCaller, wrong, all), now)?.of).toBe(expected);
  });

  test.each([
    [2, 0, 'caller'],
    [1, 3, 'dnis'],
    [1, 2, undefined],
  ])('as the settings say: %d of the caller, %d on the DNIS', (ofCaller, wrong, expected) => {
    const limits = { windowSeconds: 60, ofCaller: 2, onDnis: 3, onDnisPercent: 50 };
    expect(guessLock(counts(ofCaller, wrong, 6), now, limits)?.of).toBe(expected);
  });
});

test.each([
  ['the first wrong code was 9.5 minutes ago', first, 30],
  ['it was just now', now, 600],
  ['it leaves the window now', new Date(now.getTime() - 600_000), 1],
  ['by a slower clock it has left', new Date(now.getTime() - 700_000), 1],
])('when to try again where %s', (_, firstWrongAt, seconds) => {
  const count = { wrong: 20, firstWrongAt };
  const noCount = { wrong: 0, firstWrongAt: null, all: 0 };
  expect(guessLock({ ofCaller: count, onDnis: noCount }, now)?.retryAfterSeconds).toBe(seconds);
  expect(guessLock({ ofCaller: null, onDnis: { ...count, all: 20 } }, now)?.retryAfterSeconds).toBe(seconds);
});

test.each([
  [null, '+12025550123', null, false],
  [null, null, null, false],
  ['dnis', '+12025550123', '+12025550123', false],
  ['dnis', '+12025550123', '+12025550199', true],
  ['dnis', '+12025550123', null, true],
  ['dnis', null, null, true],
  ['dnis', null, '+12025550123', true],
  ['caller', '+12025550123', '+12025550123', true],
  ['caller', '+12025550123', null, true],
] as const)('lock of %p, caller %p, number given %p: locked out is %j', (of, caller, expected, isOut) => {
  expect(isLockedOut(of && { of, retryAfterSeconds: 1 }, caller, expected)).toBe(isOut);
});
