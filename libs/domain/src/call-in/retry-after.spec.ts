import { expect, test } from '@jest/globals';
import { retryAfterSeconds } from './retry-after.js';

const now = new Date('2026-11-02T10:00:00.000Z');

test.each([
  [-60_000, 1],
  [0, 1],
  [1, 1],
  [1_000, 1],
  [1_001, 2],
  [1_800_000, 1_800],
])('%d ms from now is %d s', (ms, seconds) => {
  expect(retryAfterSeconds(new Date(now.getTime() + ms), now)).toBe(seconds);
});
