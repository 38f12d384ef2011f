import { describe, expect, test } from '@jest/globals';
import { guessLock, isLockedOut, type Guesses } from './guess-lock.js';

const now = new Date('2026-11-02T10:10:00.000Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);

/** So many wrong codes, one a second, the last one now. */
const times = (count: number): Date[] => Array.from({ length: count }, (_, index) => ago(index));

const guesses = (ofCaller: number, wrong: number, all: number): Guesses => ({
  ofCaller: times(ofCaller),
  onDnis: times(wrong),
  wrongOnDnis: wrong,
  allOnDnis: all,
});

describe('locked is', () => {
  test.each<[string, number, number, number, string | undefined]>([
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
    ['nobody who is withheld, by a count of its own', 0, 19, 19, undefined],
    ['who is withheld, by that of the DNIS', 0, 20, 20, 'dnis'],
  ])('%s', (_, ofCaller, wrong, all, expected) => {
    expect(guessLock(guesses(ofCaller, wrong, all), now)?.of).toBe(expected);
  });

  test.each([
    [2, 0, 'caller'],
    [1, 3, 'dnis'],
    [1, 2, undefined],
  ])('as the settings say: %d of the caller, %d on the DNIS', (ofCaller, wrong, expected) => {
    const limits = { windowSeconds: 60, ofCaller: 2, onDnis: 3, onDnisPercent: 50 };
    expect(guessLock(guesses(ofCaller, wrong, 6), now, limits)?.of).toBe(expected);
  });
});

describe('a lock ends when as few wrong codes as are borne are left in the window', () => {
  const none = guesses(0, 0, 0);
  test.each([
    ['the oldest that counts was 9.5 minutes ago', 570, 30],
    ['it was just now', 0, 600],
    ['it leaves the window now', 600, 1],
    ['by a slower clock it has left', 700, 1],
  ])('%s', (_, secondsAgo, seconds) => {
    const ofCaller = [...times(4), ago(secondsAgo), ago(3_000)];
    expect(guessLock({ ...none, ofCaller }, now)).toEqual({ of: 'caller', retryAfterSeconds: seconds });
    const onDnis = [...times(19), ago(secondsAgo), ago(3_000)];
    const onNumber = { ...none, onDnis, wrongOnDnis: 21, allOnDnis: 21 };
    expect(guessLock(onNumber, now)).toEqual({ of: 'dnis', retryAfterSeconds: seconds });
  });
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
