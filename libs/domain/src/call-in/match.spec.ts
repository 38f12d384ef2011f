import { describe, expect, test } from '@jest/globals';
import type { Dnis } from '../number/dnis.js';
import type { EndedState } from './call-in-state.js';
import type { GuessLock } from './guess-lock.js';
import { decideMatch, type EndedCallIn } from './match.js';
import { surveyCallIns, type StoredCallIn } from './survey-call-ins.js';

const now = new Date('2026-11-02T10:00:00.000Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);

const JO = '+12025550123' as Dnis;
const MIA = '+12025550199' as Dnis;

/** A live shared call-in without code or number, made so many seconds ago. */
const callIn = (id: string, secondsAgo: number, rest: Partial<StoredCallIn> = {}): StoredCallIn => ({
  id,
  kind: 'shared',
  state: 'waiting',
  createdAt: ago(secondsAgo),
  expiresAt: new Date(now.getTime() + 1_000),
  accessCode: null,
  caller: null,
  ...rest,
});

interface Scene {
  readonly live?: readonly StoredCallIn[];
  readonly ended?: readonly EndedCallIn[];
  readonly lock?: GuessLock;
  readonly code?: string;
  readonly caller?: Dnis;
}

function decide({ live = [], ended = [], lock, code, caller }: Scene) {
  const call = { accessCode: code ?? null, caller: caller ?? null };
  const dialled = { live: surveyCallIns(live, call, now), ended, lock: lock ?? null };
  return decideMatch({ hasCode: code !== undefined, caller: call.caller }, dialled);
}

/** In a word: `id by how of how many`, with `!` where the user data is left out, or the reason. */
function outcome(scene: Scene): string {
  const decision = decide(scene);
  if (decision.outcome === 'rejected') return decision.reason;
  const { callIn, matchedBy, candidates, withUserData } = decision;
  return `${callIn.id} by ${matchedBy} of ${candidates}${withUserData ? '' : '!'}`;
}

describe('without a code', () => {
  test.each<[string, Scene, string]>([
    ['nothing lives', {}, 'NO_CALL_IN'],
    ['one that gave no number', { live: [callIn('a', 5)], caller: JO }, 'a by dnis of 1'],
    ['the same, the caller withheld', { live: [callIn('a', 5)] }, 'a by dnis of 1'],
    ['the oldest of two that gave none', { live: [callIn('a', 5), callIn('b', 9)], caller: JO }, 'b by dnis of 2!'],
    ['two of one instant: the lesser id', { live: [callIn('b', 5), callIn('a', 5)] }, 'a by dnis of 2!'],
    ['one that gave this number', { live: [callIn('a', 5, { caller: JO })], caller: JO }, 'a by callerNumber of 1'],
    [
      'it goes before an older one that gave none',
      { live: [callIn('a', 9), callIn('b', 5, { caller: JO })], caller: JO },
      'b by callerNumber of 1',
    ],
    [
      'the oldest of two that gave this number',
      { live: [callIn('a', 5, { caller: JO }), callIn('b', 9, { caller: JO }), callIn('c', 20)], caller: JO },
      'b by callerNumber of 2!',
    ],
    ['only one that gave another', { live: [callIn('a', 5, { caller: MIA })], caller: JO }, 'NO_CALL_IN'],
    ['the same, the caller withheld', { live: [callIn('a', 5, { caller: MIA })] }, 'NO_CALL_IN'],
    [
      'one that gave another is ruled out',
      { live: [callIn('a', 9, { caller: MIA }), callIn('b', 5)], caller: JO },
      'b by dnis of 1',
    ],
    [
      'a withheld caller rules nobody out',
      { live: [callIn('a', 9, { caller: MIA }), callIn('b', 5)] },
      'b by dnis of 2!',
    ],
    ['an overflow number is like a shared one', { live: [callIn('a', 5, { kind: 'overflow' })] }, 'a by dnis of 1'],
    [
      'one that holds its number, whoever calls',
      { live: [callIn('a', 5, { kind: 'unique', caller: MIA })], caller: JO },
      'a by dnis of 1',
    ],
    ['the same, the caller withheld', { live: [callIn('a', 5, { kind: 'unique', caller: MIA })] }, 'a by dnis of 1'],
    ['one past its expiry, unseen by any worker', { live: [callIn('a', 40, { expiresAt: now })] }, 'NO_CALL_IN'],
    ['one that was matched', { live: [callIn('a', 5, { state: 'matched' })] }, 'NO_CALL_IN'],
    [
      'one with a code, of this caller',
      { live: [callIn('a', 5, { accessCode: '1234', caller: JO })], caller: JO },
      'CODE_REQUIRED',
    ],
    [
      'one with a code that holds its number',
      { live: [callIn('a', 5, { accessCode: '1234', kind: 'unique' })] },
      'CODE_REQUIRED',
    ],
    [
      'one with a code may be meant where another has none',
      { live: [callIn('a', 5, { accessCode: '1234' }), callIn('b', 5)], caller: JO },
      'b by dnis of 2!',
    ],
    [
      'unless it gave another number',
      { live: [callIn('a', 5, { accessCode: '1234', caller: MIA }), callIn('b', 5)], caller: JO },
      'b by dnis of 1',
    ],
  ])('%s', (_, scene, expected) => {
    expect(outcome(scene)).toBe(expected);
  });

  test('asking for one tells how many digits, and is no wrong attempt', () => {
    const live = [callIn('a', 5, { accessCode: '1234' }), callIn('b', 9, { accessCode: '123456' })];
    expect(decide({ live })).toEqual({
      outcome: 'rejected',
      reason: 'CODE_REQUIRED',
      isWrongCode: false,
      accessCodeLength: 6,
    });
  });
});

describe('with a code', () => {
  const coded = callIn('a', 5, { accessCode: '1234', caller: JO });

  test.each<[string, Scene, string]>([
    ['the right one', { live: [coded], code: '1234', caller: JO }, 'a by accessCode of 1'],
    ['from another number', { live: [coded], code: '1234', caller: MIA }, 'a by accessCode of 1'],
    ['from a withheld number', { live: [coded], code: '1234' }, 'a by accessCode of 1'],
    [
      'one among many',
      { live: [callIn('b', 9, { accessCode: '9999' }), coded, callIn('c', 9)], code: '1234' },
      'a by accessCode of 1',
    ],
    ['of one that holds its number', { live: [{ ...coded, kind: 'unique' }], code: '1234' }, 'a by accessCode of 1'],
    ['a wrong one', { live: [coded], code: '4321', caller: JO }, 'WRONG_CODE'],
    [
      'the beginning of the right one',
      { live: [callIn('a', 5, { accessCode: '123456' })], code: '1234' },
      'WRONG_CODE',
    ],
    [
      'never falls back on one without',
      { live: [callIn('a', 5, { caller: JO })], code: '1234', caller: JO },
      'WRONG_CODE',
    ],
    ['nor on one that holds its number', { live: [callIn('a', 5, { kind: 'unique' })], code: '1234' }, 'WRONG_CODE'],
    ['nothing lives', { code: '1234' }, 'NO_CALL_IN'],
    ['of one past its expiry', { live: [{ ...coded, expiresAt: now }], code: '1234' }, 'NO_CALL_IN'],
  ])('%s', (_, scene, expected) => {
    expect(outcome(scene)).toBe(expected);
  });

  test('digits that can be no code are wrong', () => {
    const dialled = { live: surveyCallIns([coded], { accessCode: null, caller: JO }, now), ended: [], lock: null };
    expect(decideMatch({ hasCode: true, caller: JO }, dialled)).toEqual({
      outcome: 'rejected',
      reason: 'WRONG_CODE',
      isWrongCode: true,
    });
  });
});

describe('what ended lately is told', () => {
  const end = (state: EndedState, secondsAgo: number, rest: Partial<EndedCallIn> = {}): EndedCallIn => ({
    state,
    endedAt: ago(secondsAgo),
    code: 'none',
    caller: null,
    ...rest,
  });

  test.each<[string, Scene, string]>([
    ['expired', { ended: [end('expired', 1)] }, 'EXPIRED'],
    ['matched', { ended: [end('matched', 1)] }, 'ALREADY_MATCHED'],
    ['cancelled', { ended: [end('cancelled', 1)] }, 'CANCELLED'],
    ['just now', { ended: [end('expired', 0)] }, 'EXPIRED'],
    ['the last of several', { ended: [end('expired', 9), end('matched', 5), end('cancelled', 7)] }, 'ALREADY_MATCHED'],
    [
      'this caller’s own before a later one',
      { ended: [end('matched', 5), end('expired', 9, { caller: JO })], caller: JO },
      'EXPIRED',
    ],
    ['no longer once another lives', { ended: [end('expired', 1)], live: [callIn('a', 1)] }, 'a by dnis of 1'],
    [
      'to who has no code yet',
      { ended: [end('expired', 1)], live: [callIn('a', 1, { accessCode: '1' })] },
      'CODE_REQUIRED',
    ],
    [
      'while only another caller’s lives',
      { ended: [end('expired', 1)], live: [callIn('a', 1, { caller: MIA })], caller: JO },
      'EXPIRED',
    ],
    [
      'by its code',
      { ended: [end('cancelled', 9, { code: 'given' }), end('expired', 1, { code: 'other' })], code: '1234' },
      'CANCELLED',
    ],
    [
      'by its code, while others live',
      { ended: [end('expired', 9, { code: 'given' })], live: [callIn('a', 1, { accessCode: '9' })], code: '1234' },
      'EXPIRED',
    ],
    [
      'not by another code while others live',
      { ended: [end('expired', 9, { code: 'other' })], live: [callIn('a', 1, { accessCode: '9' })], code: '1234' },
      'WRONG_CODE',
    ],
    ['by another code, when nothing lives', { ended: [end('expired', 9, { code: 'other' })], code: '1234' }, 'EXPIRED'],
    ['not of one without a code, to who has one', { ended: [end('expired', 9)], code: '1234' }, 'NO_CALL_IN'],
  ])('%s', (_, scene, expected) => {
    expect(outcome(scene)).toBe(expected);
  });
});

describe('while codes are being guessed', () => {
  const live = [callIn('a', 5, { accessCode: '1234', caller: JO })];
  const ofCaller: GuessLock = { of: 'caller', retryAfterSeconds: 90 };
  const onDnis: GuessLock = { of: 'dnis', retryAfterSeconds: 90 };

  test.each<[string, Scene, string]>([
    ['a locked caller, a wrong code', { live, lock: ofCaller, code: '4321', caller: JO }, 'LOCKED'],
    ['a locked caller, the right code', { live, lock: ofCaller, code: '1234', caller: JO }, 'LOCKED'],
    ['a locked caller, who would be asked for one', { live, lock: ofCaller, caller: JO }, 'LOCKED'],
    ['a locked DNIS, a wrong code', { live, lock: onDnis, code: '4321', caller: JO }, 'LOCKED'],
    [
      'a locked DNIS, the right code from its number',
      { live, lock: onDnis, code: '1234', caller: JO },
      'a by accessCode of 1',
    ],
    ['a locked DNIS, the right code from another', { live, lock: onDnis, code: '1234', caller: MIA }, 'LOCKED'],
    ['a locked DNIS, the right code, withheld', { live, lock: onDnis, code: '1234' }, 'LOCKED'],
    [
      'a locked DNIS, the right code, no number given',
      { live: [callIn('a', 5, { accessCode: '1234' })], lock: onDnis, code: '1234', caller: JO },
      'LOCKED',
    ],
    ['a locked DNIS, a code where nothing lives', { lock: onDnis, code: '1234', caller: JO }, 'LOCKED'],
    ['a locked DNIS, who may yet have the code', { live, lock: onDnis, caller: JO }, 'CODE_REQUIRED'],
    ['a locked DNIS, who cannot', { live, lock: onDnis }, 'LOCKED'],
    ['no code, none needed', { live: [callIn('a', 5)], lock: ofCaller, caller: JO }, 'a by dnis of 1'],
    ['no code, nothing lives', { lock: ofCaller, caller: JO }, 'NO_CALL_IN'],
  ])('%s', (_, scene, expected) => {
    expect(outcome(scene)).toBe(expected);
  });

  test('a lock tells when it may end', () => {
    const rejected = { outcome: 'rejected', reason: 'LOCKED', retryAfterSeconds: 90 };
    expect(decide({ live, lock: ofCaller, code: '4321', caller: JO })).toEqual({ ...rejected, isWrongCode: true });
    expect(decide({ live, lock: ofCaller, code: '1234', caller: JO })).toEqual({ ...rejected, isWrongCode: false });
    expect(decide({ live, lock: ofCaller, caller: JO })).toEqual({ ...rejected, isWrongCode: false });
  });
});

describe('a code that no live call-in has is wrong, whatever is told', () => {
  const ended: EndedCallIn[] = [{ state: 'expired', endedAt: now, code: 'given', caller: null }];
  test.each<[string, Scene, boolean]>([
    ['NO_CALL_IN', { code: '1234' }, true],
    ['EXPIRED', { ended, code: '1234' }, true],
    ['EXPIRED', { ended }, false],
    ['NO_CALL_IN', {}, false],
  ])('%s, given %j: %j', (reason, scene, isWrongCode) => {
    expect(decide(scene)).toEqual({ outcome: 'rejected', reason, isWrongCode });
  });

  test.each([true, false])('UNKNOWN_DNIS, with a code: %j', (hasCode) => {
    expect(decideMatch({ hasCode, caller: JO }, null)).toEqual({
      outcome: 'rejected',
      reason: 'UNKNOWN_DNIS',
      isWrongCode: hasCode,
    });
  });
});

test('very many live codes are no trouble', () => {
  const live = Array.from({ length: 200_000 }, (_, i) => callIn(`${i}`, 5, { accessCode: `${100_000 + i}` }));
  expect(outcome({ live, code: '299999' })).toBe('199999 by accessCode of 1');
});
