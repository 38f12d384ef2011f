import { describe, expect, test } from '@jest/globals';
import { accessCode, codeSpace, isCodeSpaceFull, readAccessCode } from './access-code.js';

/** A generator that gives these bytes, over and over. */
function bytesOf(...bytes: number[]): (count: number) => Uint8Array {
  let next = 0;
  return (count) => Uint8Array.from({ length: count }, () => bytes[next++ % bytes.length] ?? 0);
}

describe('a code is drawn', () => {
  test.each([
    ['each byte a digit, the first from 1', 4, [0, 0, 0, 0], '1000'],
    ['of the shortest length', 4, [8, 9, 19, 249], '9999'],
    ['of the longest length', 12, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], '112345678901'],
    ['bytes that would make the first digit unfair left out', 4, [252, 255, 251, 7, 7, 7], '9777'],
    ['bytes that would make another digit unfair left out', 4, [0, 250, 255, 249, 5, 6], '1956'],
  ])('%s', (_, length, bytes, expected) => {
    expect(accessCode(length, bytesOf(...bytes))).toBe(expected);
  });

  test.each([4, 6, 12])('of %d digits, the first no zero, all as likely as any other', (length) => {
    const first = new Map<string, number>();
    const second = new Map<string, number>();
    const count = (counts: Map<string, number>, digit = '') => counts.set(digit, (counts.get(digit) ?? 0) + 1);
    for (let byte = 0; byte < 256; byte += 1) {
      const fair = byte < 252 ? accessCode(length, bytesOf(byte, 0)) : '';
      if (fair !== '') count(first, fair[0]);
      if (byte < 250) count(second, accessCode(length, alternating(byte))[1]);
    }
    expect(Object.fromEntries(first)).toEqual(evenly('123456789', 28));
    expect(Object.fromEntries(second)).toEqual(evenly('0123456789', 25));
  });

  const alternating = (byte: number) => (count: number) =>
    Uint8Array.from({ length: count }, (_, i) => (i === 1 ? byte : 0));
  const evenly = (digits: string, times: number) => Object.fromEntries(Array.from(digits, (digit) => [digit, times]));
});

test.each([
  [4, 9_000],
  [6, 900_000],
  [12, 900_000_000_000],
])('there are %d-digit codes: %d', (length, codes) => {
  expect(codeSpace(length)).toBe(codes);
});

test.each([
  [899, 4, 10, false],
  [900, 4, 10, true],
  [89_999, 6, 10, false],
  [90_000, 6, 10, true],
  [89_999_999_999, 12, 10, false],
  [90_000_000_000, 12, 10, true],
  [4_499, 4, 50, false],
  [4_500, 4, 50, true],
  [8_999, 4, 100, false],
  [9_000, 4, 100, true],
  [0, 4, 0, true],
])('%d live codes of %d digits, at most %d %%: full is %j', (live, length, percent, expected) => {
  expect(isCodeSpaceFull(live, length, percent)).toBe(expected);
});

describe('a code that was entered', () => {
  test.each(['1000', '0123', '123456', '123456789012'])('%j', (text) => {
    expect(readAccessCode(text)).toBe(text);
  });

  test.each([
    ['nothing', ''],
    ['3 digits', '123'],
    ['13 digits', '1234567890123'],
    ['a space in front', ' 1234'],
    ['a line break behind', '1234\n'],
    ['a hash key', '1234#'],
    ['a sign', '+1234'],
    ['an exponent', '1e10'],
    ['a letter', '12a4'],
    ['full-width digits', '１２３４'],
    ['Arabic digits', '١٢٣٤'],
    ['a text as long as ten files', '1'.repeat(10_000_000)],
  ])('none: %s', (_, text) => {
    expect(readAccessCode(text)).toBeNull();
  });
});
