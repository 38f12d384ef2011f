import { describe, expect, it } from '@jest/globals';
import { watchCallIns, watchGroup } from './call-in-socket.js';

const groupId = '0123456789abcdef01234567';

describe('call-ins:watch', () => {
  it('takes the filter of the list', () => {
    const filter = { groupName: 'a', dnis: '+18005550001', state: 'waiting', createdFrom: '2026-11-01T00:00:00Z' };
    expect(watchCallIns.payload.parse({ filter })).toEqual({
      filter: { ...filter, createdFrom: new Date('2026-11-01T00:00:00Z') },
    });
    expect(watchCallIns.payload.parse({ filter: {} })).toEqual({ filter: {} });
  });

  it.each([
    undefined,
    null,
    [],
    {},
    { filter: null },
    { filter: [] },
    { filter: { groupName: 1 } },
    { filter: { groupName: { $ne: null } } },
    { filter: { state: 'lost' } },
    { filter: { createdFrom: 'yesterday' } },
    { filter: { callbackServiceId: 'x' } },
    { filter: { $where: '1' } },
    { filter: { limit: 5 } },
    { filter: {}, more: 1 },
  ])('is refused as %j', (message) => {
    expect(watchCallIns.payload.safeParse(message).success).toBe(false);
  });
});

describe('group:watch', () => {
  it('names a group', () => {
    expect(watchGroup.payload.parse({ groupId })).toEqual({ groupId });
  });

  it.each([undefined, null, groupId, {}, { groupId: [groupId] }, { groupId: 'x' }, { groupId, more: 1 }])(
    'is refused as %j',
    (message) => {
      expect(watchGroup.payload.safeParse(message).success).toBe(false);
    },
  );
});

it('both are for whoever may read', () => {
  expect([watchCallIns, watchGroup].map(({ name, allow }) => `${name} ${allow}`)).toEqual([
    'call-ins:watch read',
    'group:watch read',
  ]);
});
