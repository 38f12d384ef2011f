import { retryAfterSeconds } from './retry-after.js';

/** How many wrong codes are borne within the window. */
export interface GuessLimits {
  readonly windowSeconds: number;
  /** Wrong attempts of one caller on one DNIS. */
  readonly ofCaller: number;
  /** Wrong attempts on one DNIS, whoever calls: this many, or … */
  readonly onDnis: number;
  /** … this share of all attempts on it, if that is more. */
  readonly onDnisPercent: number;
}

export const GUESS_LIMITS: GuessLimits = { windowSeconds: 600, ofCaller: 5, onDnis: 20, onDnisPercent: 5 };

/**
 * Attempts on one DNIS within the window, the present one not counted. Wrong are those with a code that matched no live
 * call-in, whatever reason was told, `LOCKED` included. Of their times the latest are enough, newest first: as many as
 * the limit.
 */
export interface Guesses {
  /** Of this caller; none for a withheld one, who has no count of its own. */
  readonly ofCaller: readonly Date[];
  readonly onDnis: readonly Date[];
  /** How many there are; looked at only once there are as many wrong ones as the limit. */
  readonly wrongOnDnis: number;
  /** Matched, rejected, with a code or without; as above. */
  readonly allOnDnis: number;
}

/** Who may guess no more; null when nobody is locked. */
export interface GuessLock {
  /** `dnis`: whoever calls, but see {@link isLockedOut}. */
  readonly of: 'caller' | 'dnis';
  /** When it ends if nobody guesses meanwhile. */
  readonly retryAfterSeconds: number;
}

/**
 * Whether codes are being guessed. A caller's own lock is the stricter one and comes first.
 *
 * @param now by the clock that timed the attempts: the database's
 */
export function guessLock(guesses: Guesses, now: Date, limits = GUESS_LIMITS): GuessLock | null {
  const retryAfter = (since: Date) => retryAfterSeconds(new Date(since.getTime() + limits.windowSeconds * 1_000), now);

  const ofCaller = guesses.ofCaller[limits.ofCaller - 1];
  if (ofCaller) return { of: 'caller', retryAfterSeconds: retryAfter(ofCaller) };

  const onDnis = guesses.onDnis[limits.onDnis - 1];
  const isShare = guesses.wrongOnDnis * 100 >= limits.onDnisPercent * guesses.allOnDnis;
  return onDnis && isShare ? { of: 'dnis', retryAfterSeconds: retryAfter(onDnis) } : null;
}

/**
 * True when a lock keeps this call from even a right code. A DNIS under guessing stays open to one caller: the one
 * whose number the code's call-in gave. A caller's own lock is closed to all codes.
 *
 * @param caller null when withheld
 * @param expected the number that the call-in gave; null when it gave none
 */
export function isLockedOut(lock: GuessLock | null, caller: string | null, expected: string | null): boolean {
  if (lock === null) return false;
  return lock.of === 'caller' || caller === null || caller !== expected;
}
