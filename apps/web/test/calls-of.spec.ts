import { type CallIn } from '@ctci/contracts';
import { expect, it } from '@jest/globals';
import { callsOf, rejectedCallsOf } from '../src/call-ins/calls-of.js';

const CALL_IN: CallIn = {
  ...{ id: 'a', groupName: 'g', toPhoneNumber: '+12025550100', accessCodeLength: null, overflow: false },
  ...{ state: 'waiting', fromPhoneNumber: null, callbackServiceId: null, match: null, endedAt: null },
  createdAt: '2026-11-25T10:00:00.000Z',
  expiresAt: '2026-11-25T10:00:30.000Z',
};
const matched: CallIn = { ...CALL_IN, state: 'matched', endedAt: '2026-11-25T10:00:10.000Z' };
const rejectedAt = (second: number | string) => ({
  ...{ id: `rejected ${second}`, at: `2026-11-25T10:00:${second}.000Z`, reason: 'ALREADY_MATCHED' as const },
});

it('calls are asked for until nobody is told any more that the call-in has ended', () => {
  expect(rejectedCallsOf(CALL_IN)).toMatchObject({ from: CALL_IN.createdAt, to: '2026-11-25T10:30:30.000Z' });
  expect(rejectedCallsOf(matched)).toMatchObject({ outcome: 'rejected', to: '2026-11-25T10:30:10.000Z' });
});

it('its own match is among its calls, in its place', () => {
  const match = { id: 'a', at: matched.endedAt, reason: null };
  const many = Array.from({ length: 20 }, (_, at) => rejectedAt(59 - at));
  expect(callsOf(matched, many)).toEqual([...many, match]);
  expect(callsOf(matched, [rejectedAt(12), rejectedAt('05')])).toEqual([rejectedAt(12), match, rejectedAt('05')]);
  expect(callsOf(CALL_IN, many)).toEqual(many);
});
