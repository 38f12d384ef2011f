import { type Dnis } from '@ctci/domain';
import { type CallInDocument } from '@ctci/persistence';
import { describe, expect, it } from '@jest/globals';
import { fitsFilter } from './fits-filter.js';

const at = new Date('2026-11-01T00:00:00.000Z');
const [before, after] = [new Date(at.getTime() - 1), new Date(at.getTime() + 1)];
const callIn = {
  ...{ groupName: 'Roadside', dnis: '+18005550001', state: 'waiting', caller: '+12025550123', createdAt: at },
} as CallInDocument;
const other = '+18005550002' as Dnis;

describe('a call-in', () => {
  it.each([
    {},
    { groupName: 'Roadside', dnis: callIn.dnis, state: 'waiting', caller: callIn.caller!, from: at, to: after },
    { from: before },
    { groupName: undefined, callbackServiceId: undefined },
  ] as const)('fits %j', (filter) => {
    expect(fitsFilter(callIn, filter)).toBe(true);
  });

  it.each([
    { groupName: 'roadside' },
    { dnis: other },
    { state: 'matched' },
    { caller: other },
    { callbackServiceId: '217576a6-52b6-4ca6-8094-a29b726f7e9f' },
    { from: after },
    { to: at },
    { groupName: 'Roadside', state: 'expired' },
  ] as const)('does not fit %j', (filter) => {
    expect(fitsFilter(callIn, filter)).toBe(false);
  });
});
