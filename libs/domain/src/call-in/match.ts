import type { Dnis } from '../number/dnis.js';
import type { EndedState } from './call-in-state.js';
import { isLockedOut, type GuessLock } from './guess-lock.js';

/** A call that arrived, as far as matching goes. */
export interface ArrivingCall {
  /** Also true for digits that can be no code; false for the empty text. */
  readonly hasCode: boolean;
  /** Null when withheld or unreadable. */
  readonly caller: Dnis | null;
}

/** What matching needs to know of a live call-in; the caller's own type carries the rest through. */
export interface Callee {
  /** `fromPhoneNumber` as far as it can be read. */
  readonly caller: Dnis | null;
}

/** The first of some live call-ins by `createdAt`, and how many there are. */
export interface Oldest<C> {
  readonly first: C | null;
  readonly count: number;
}

/** What lives on the dialled number, judged by the database's clock. `surveyCallIns` says what each field means. */
export interface LiveCallIns<C extends Callee> {
  /** The one that has exactly the code that was given. */
  readonly withCode: C | null;
  /** The one that holds the number uniquely and has no code. */
  readonly unique: C | null;
  /** Shared ones without a code (on an overflow number too) that gave this caller's number. None if it is withheld. */
  readonly ofCaller: Oldest<C>;
  /** Shared ones without a code that gave no number. */
  readonly ofNobody: Oldest<C>;
  /** How many of any kind this call may be for: all but those that gave another number than the one it shows. */
  readonly possible: number;
  /** Digits of the longest live code; null when no live call-in has one. */
  readonly accessCodeLength: number | null;
  /** Of any kind, of anybody. */
  readonly count: number;
}

/** A call-in that ended on the dialled number. */
export interface EndedCallIn extends Callee {
  readonly state: EndedState;
  /** Of an expired one its `expiresAt`, whenever a worker saw it. */
  readonly endedAt: Date;
  /** Whether it had a code: `given` if it was the one now given, where that can still be told; else `other`. */
  readonly code: 'given' | 'other' | 'none';
}

/** What the database knows of the dialled number; null for one that is in no pool and no group's overflow number. */
export type DialledNumber<C extends Callee> = {
  readonly live: LiveCallIns<C>;
  /** Of the last {@link ENDED_TOLD_SECONDS}, by the database's clock: the last with the given code, of this caller and of all. */
  readonly ended: readonly EndedCallIn[];
  readonly lock: GuessLock | null;
} | null;

export type MatchedBy = 'accessCode' | 'callerNumber' | 'dnis';

export type RejectReason =
  | 'UNKNOWN_DNIS'
  | 'NO_CALL_IN'
  | 'CODE_REQUIRED'
  | 'WRONG_CODE'
  | 'EXPIRED'
  | 'ALREADY_MATCHED'
  | 'CANCELLED'
  | 'LOCKED';

/** @typeParam C what was given as a live call-in */
export type MatchDecision<C> =
  | {
      readonly outcome: 'matched';
      readonly callIn: C;
      readonly matchedBy: MatchedBy;
      /** How many live call-ins it could have been, this one counted. */
      readonly candidates: number;
      /** False with more than one candidate: nobody hears of another customer. */
      readonly withUserData: boolean;
    }
  | Rejection;

export interface Rejection {
  readonly outcome: 'rejected';
  /** For the operator; the caller hears one message for all. */
  readonly reason: RejectReason;
  /** The attempt counts towards a lock: a code was given that no live call-in has, whatever the reason. */
  readonly isWrongCode: boolean;
  /** With `CODE_REQUIRED`: how many digits to ask for. */
  readonly accessCodeLength?: number;
  /** With `LOCKED`. */
  readonly retryAfterSeconds?: number;
}

/** For how long it is told how a call-in ended, inclusive. */
export const ENDED_TOLD_SECONDS = 1_800;

/**
 * Decides which call-in a call is for. The state change that follows is what makes it true: when another call was
 * faster, look and decide again.
 */
export function decideMatch<C extends Callee>(call: ArrivingCall, dialled: DialledNumber<C>): MatchDecision<C> {
  if (dialled === null) return { outcome: 'rejected', reason: 'UNKNOWN_DNIS', isWrongCode: call.hasCode };
  return call.hasCode ? matchByCode(call, dialled) : matchWithoutCode(call, dialled);
}

/** A code that is wrong never falls back on a call-in without one: a late caller would reach the next customer's. */
function matchByCode<C extends Callee>(
  call: ArrivingCall,
  { live, ended, lock }: NonNullable<DialledNumber<C>>,
): MatchDecision<C> {
  const { withCode } = live;
  if (lock && isLockedOut(lock, call.caller, withCode?.caller ?? null)) return locked(lock, withCode === null);
  if (withCode) return matched(withCode, 'accessCode', 1);

  const itsEnd = endOf(call, ended, ({ code }) => code === 'given');
  const othersEnd = live.count > 0 ? 'WRONG_CODE' : endOf(call, ended, ({ code }) => code !== 'none');
  return { outcome: 'rejected', reason: itsEnd ?? othersEnd ?? 'NO_CALL_IN', isWrongCode: true };
}

function matchWithoutCode<C extends Callee>(
  call: ArrivingCall,
  { live, ended, lock }: NonNullable<DialledNumber<C>>,
): MatchDecision<C> {
  const { unique, ofCaller, ofNobody, possible, accessCodeLength } = live;
  if (unique) return matched(unique, 'dnis', 1);
  if (ofCaller.first) return matched(ofCaller.first, 'callerNumber', ofCaller.count);
  if (ofNobody.first) return matched(ofNobody.first, 'dnis', possible);

  if (accessCodeLength === null) {
    return { outcome: 'rejected', reason: endOf(call, ended) ?? 'NO_CALL_IN', isWrongCode: false };
  }
  // Which call-in the code will be of is not known yet: a caller that shows its number may be the one it gave.
  if (lock && isLockedOut(lock, call.caller, call.caller)) return locked(lock, false);
  return { outcome: 'rejected', reason: 'CODE_REQUIRED', isWrongCode: false, accessCodeLength };
}

const matched = <C>(callIn: C, matchedBy: MatchedBy, candidates: number): MatchDecision<C> => ({
  outcome: 'matched',
  callIn,
  matchedBy,
  candidates,
  withUserData: candidates === 1,
});

const locked = ({ retryAfterSeconds }: GuessLock, isWrongCode: boolean): Rejection => ({
  outcome: 'rejected',
  reason: 'LOCKED',
  isWrongCode,
  retryAfterSeconds,
});

/** How the last of them ended, one of this caller's own before any other; null when none did so lately. */
function endOf(
  { caller }: ArrivingCall,
  ended: readonly EndedCallIn[],
  isMeant: (callIn: EndedCallIn) => boolean = () => true,
): RejectReason | null {
  const meant = ended.filter(isMeant).sort((a, b) => b.endedAt.getTime() - a.endedAt.getTime());
  const last = meant.find((callIn) => caller !== null && callIn.caller === caller) ?? meant[0];
  return last ? REASON_OF_END[last.state] : null;
}

const REASON_OF_END: Readonly<Record<EndedState, RejectReason>> = {
  matched: 'ALREADY_MATCHED',
  expired: 'EXPIRED',
  cancelled: 'CANCELLED',
};
