import { describe, expect, it, test } from '@jest/globals';
import { checkHistory } from './check-history.js';
import { type Cancel, type Create, type HandedOut, type Look, type Match, type Operation } from './operation.js';
import { type PoolChange } from './operation.js';

const DNIS = '+12025550100';

const span = (startedAt: number, endedAt: number) => ({ startedAt, endedAt });
const create = (id: string, [from, to]: [number, number], rest: Partial<HandedOut> = {}): Create => ({
  ...{ kind: 'create', ...span(from, to) },
  callIn: {
    ...{ id, groupId: 'sales', dnis: DNIS, accessCode: null, isUnique: true, expiresAt: from + 100, coolDownMs: 0 },
    ...rest,
  },
});
const match = (callInId: string | null, [from, to]: [number, number], rest: Partial<Match> = {}): Match => ({
  ...{ kind: 'match', ...span(from, to), dnis: DNIS, accessCode: null, callId: null },
  ...{ outcome: callInId === null ? 'rejected' : 'matched', callInId },
  ...rest,
});
const cancel = (
  callInId: string,
  [from, to]: [number, number],
  outcome: Cancel['outcome'] = 'cancelled',
): Operation => ({ kind: 'cancel', ...span(from, to), callInId, outcome });
const look = (callInId: string, at: number, state: Look['state']): Look => ({
  ...{ kind: 'look', ...span(at, at + 1), callInId, state },
});
const change = (kind: 'add' | 'remove', groupId: string, [from, to]: [number, number]): PoolChange => ({
  ...{ kind, ...span(from, to), groupId, dnis: DNIS, outcome: 'done' },
});

/** One number that goes from hand to hand and from group to group, as it should. */
const GOOD: Operation[] = [
  change('add', 'sales', [0, 1]),
  create('matched', [10, 12]),
  match('matched', [20, 22], { callId: 'call 1' }),
  match('matched', [23, 24], { callId: 'call 1' }), // told again
  create('cancelled', [21, 30]), // may have been made once the other was matched
  cancel('cancelled', [40, 41]),
  cancel('cancelled', [42, 43], 'refused'),
  match(null, [44, 45]),
  create('expired', [50, 51]),
  look('expired', 60, 'waiting'),
  look('expired', 150, 'expired'),
  create('killed', [150, 151]),
  match(null, [155, 170], { outcome: 'unknown' }), // was it matched?
  create('next', [160, 162]),
  change('remove', 'sales', [170, 172]),
  change('add', 'support', [270, 272]),
  create('elsewhere', [280, 282], { groupId: 'support', coolDownMs: 50 }),
  match('elsewhere', [290, 292]),
  create('rested', [345, 347], { groupId: 'support' }),
  ...(['matched', 'elsewhere', 'rested'] as const).map((id) => look(id, 500, 'matched')),
  match('rested', [350, 352]),
  look('cancelled', 500, 'cancelled'),
  look('killed', 500, 'matched'),
  look('next', 500, 'expired'),
];

const codesOf = (history: readonly Operation[]) => [...new Set(checkHistory(history).map(({ code }) => code))];
const and = (...forged: Operation[]) => [...GOOD, ...forged];
const OTHER = { dnis: '+12025550101' };

/** With other words for what was told of some operations. */
const told = (which: (operation: Operation) => boolean, change: object) =>
  GOOD.map((operation) => (which(operation) ? { ...operation, ...change } : operation));

describe('a history', () => {
  it('that may have been is clean', () => {
    expect(checkHistory(GOOD)).toEqual([]);
  });

  it('is judged in any order', () => {
    expect(checkHistory(GOOD.toReversed())).toEqual([]);
  });
});

describe('a forged history is found out', () => {
  test.each<[string, Operation[], string[]]>([
    ['a number is held by two at once', and(create('x', [55, 56]), look('x', 500, 'expired')), ['NUMBER_HELD_TWICE']],
    [
      'a number is held until another call-in ends, not its own',
      [create('x', [10, 12]), create('y', [13, 14]), cancel('y', [15, 16]), cancel('x', [17, 18])],
      ['NUMBER_HELD_TWICE'],
    ],
    [
      'a shared call-in is on a number that is held',
      and(create('x', [55, 56], { isUnique: false }), look('x', 500, 'expired')),
      ['NUMBER_HELD_TWICE'],
    ],
    [
      'a number that is shared is held',
      [
        create('x', [10, 12], { isUnique: false }),
        create('y', [13, 14], { isUnique: false }),
        create('z', [15, 16]),
        ...['x', 'y', 'z'].map((id) => look(id, 500, 'expired')),
      ],
      ['NUMBER_HELD_TWICE'],
    ],
    [
      'a number has not rested',
      told((operation) => operation.kind === 'create' && operation.callIn.id === 'rested', span(310, 320)),
      ['NUMBER_HELD_TWICE'],
    ],
    [
      'a code lives twice on a number',
      [
        create('x', [10, 12], { isUnique: false, accessCode: '1234' }),
        create('y', [13, 14], { isUnique: false, accessCode: '1234' }),
        create('z', [13, 14], { isUnique: false, accessCode: '1234', ...OTHER }),
        ...['x', 'y', 'z'].map((id) => look(id, 500, 'expired')),
      ],
      ['CODE_LIVES_TWICE'],
    ],
    ['a call-in is matched by two calls', and(match('matched', [25, 26], { callId: 'call 2' })), ['MATCHED_TWICE']],
    ['a call-in that nobody was told of is, too', and(match('?', [1, 2]), match('?', [3, 4])), ['MATCHED_TWICE']],
    ['a call-in is cancelled twice', and(cancel('cancelled', [41, 42])), ['ENDED_TWICE']],
    ['a call-in is matched and cancelled', and(cancel('matched', [20, 22])), ['ENDED_TWICE']],
    ['a call-in is cancelled and expires', and(look('cancelled', 200, 'expired')), ['ENDED_TWICE']],
    ['a call-in that is matched waits', and(look('matched', 23, 'waiting')), ['LIVED_ON']],
    ['a call-in waits past its time', and(look('expired', 150, 'waiting')), ['LIVED_ON']],
    [
      'a call is joined to one past its time',
      [create('x', [10, 12]), match('x', [110, 111]), look('x', 500, 'matched')],
      ['LIVED_ON'],
    ],
    ['a call-in expires too early', and(look('next', 200, 'expired')), ['ENDED_EARLY']],
    ['a call-in never ends', and(create('x', [400, 401], { groupId: 'support' })), ['NEVER_ENDED']],
    ['a call to a live call-in is joined to nothing', and(match(null, [52, 53])), ['CALL_MISSED']],
    [
      'so is one with the right code',
      [
        create('x', [10, 12], { isUnique: false, accessCode: '1234' }),
        match(null, [13, 14], { accessCode: '1234' }),
        look('x', 500, 'expired'),
      ],
      ['CALL_MISSED'],
    ],
    [
      'a group hands out a number that has left it',
      and(create('x', [175, 270]), look('x', 500, 'expired')),
      ['HANDED_OUT_AFTER_LEAVING'],
    ],
    ['a number is in two groups', told((operation) => operation.kind === 'remove', span(280, 281)), ['IN_TWO_GROUPS']],
  ])('%s', (_, history, codes) => {
    expect(codesOf(history)).toEqual(codes);
  });
});

describe('what nobody can know is no violation', () => {
  test.each<[string, Operation[]]>([
    [
      'a number that came back meanwhile',
      [
        change('add', 'sales', [0, 1]),
        change('remove', 'sales', [5, 6]),
        change('add', 'sales', [18, 22]),
        create('x', [10, 19]),
        look('x', 500, 'expired'),
      ],
    ],
    [
      'a removal that was never answered',
      [{ ...change('remove', 'sales', [5, 6]), outcome: 'unknown' }, create('x', [10, 19]), look('x', 500, 'expired')],
    ],
    [
      'a wrong code, and none where one is needed',
      [
        create('x', [10, 12], { isUnique: false, accessCode: '1234' }),
        match(null, [13, 14], { accessCode: '4321' }),
        match(null, [13, 14]),
        look('x', 500, 'expired'),
      ],
    ],
    [
      'an old answer given again',
      [
        match(null, [1, 2], { callId: 'call 1' }),
        create('x', [10, 12]),
        match(null, [13, 14], { callId: 'call 1' }),
        look('x', 500, 'expired'),
      ],
    ],
  ])('%s', (_, history) => {
    expect(checkHistory(history)).toEqual([]);
  });
});
