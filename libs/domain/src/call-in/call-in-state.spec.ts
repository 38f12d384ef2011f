import { expect, test } from '@jest/globals';
import { ENDED_STATES, hasEnded, stateAt, type CallInState } from './call-in-state.js';

const expiresAt = new Date('2026-11-02T10:00:30.000Z');
const before = new Date('2026-11-02T10:00:29.999Z');
const after = new Date('2026-11-02T10:30:00.000Z');

test.each<[CallInState, string, Date, CallInState]>([
  ['waiting', 'a millisecond before it expires', before, 'waiting'],
  ['waiting', 'at the instant it expires', expiresAt, 'expired'],
  ['waiting', 'long after', after, 'expired'],
  ['matched', 'a millisecond before it would expire', before, 'matched'],
  ['matched', 'long after', after, 'matched'],
  ['cancelled', 'long after', after, 'cancelled'],
  ['expired', 'by another clock, before it expires', before, 'expired'],
])('%s, %s', (state, _, now, expected) => {
  expect(stateAt({ state, expiresAt }, now)).toBe(expected);
});

test('every state but waiting is terminal', () => {
  expect(hasEnded('waiting')).toBe(false);
  expect(ENDED_STATES.every(hasEnded)).toBe(true);
});
