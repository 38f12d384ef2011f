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

/** Attempts on one DNIS within the window, the present one not counted. */
export interface GuessCount {
  /** Wrong codes: those that matched no live call-in, whatever reason was told, `LOCKED` included. */
  readonly wrong: number;
  /** Time of the first of them; null when there is none. */
  readonly firstWrongAt: Date | null;
}

export interface GuessCounts {
  /** Null for a withheld caller, who has no count of its own. */
  readonly ofCaller: GuessCount | null;
  readonly onDnis: GuessCount & { /** Matched, rejected, with a code or without. */ readonly all: number };
}

/** Who may guess no more; null when nobody is locked. */
export interface GuessLock {
  /** `dnis`: whoever calls, but see {@link isLockedOut}. */
  readonly of: 'caller' | 'dnis';
  /** The soonest that it can end, as the first wrong attempt leaves the window. */
  readonly retryAfterSeconds: number;
}

/**
 * Whether codes are being guessed. A caller's own lock is the stricter one and comes first.
 *
 * @param now by the clock that timed the attempts: the database's
 */
export function guessLock({ ofCaller, onDnis }: GuessCounts, now: Date, limits = GUESS_LIMITS): GuessLock | null {
  const retryAfter = ({ firstWrongAt }: GuessCount) =>
    retryAfterSeconds(new Date((firstWrongAt ?? now).getTime() + limits.windowSeconds * 1_000), now);

  if (ofCaller && ofCaller.wrong >= limits.ofCaller) return { of: 'caller', retryAfterSeconds: retryAfter(ofCaller) };

  const isOnDnis = onDnis.wrong >= limits.onDnis && onDnis.wrong * 100 >= limits.onDnisPercent * onDnis.all;
  return isOnDnis ? { of: 'dnis', retryAfterSeconds: retryAfter(onDnis) } : null;
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
