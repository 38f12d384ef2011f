import type { GroupSettings } from '../group/group-settings.js';
import type { Dnis } from '../number/dnis.js';

/**
 * `unique` holds its number alone, by a lease; `shared` does not; `overflow` is on the group's overflow number, holds
 * no lease and is matched like a shared one.
 */
export type CallInKind = 'unique' | 'shared' | 'overflow';

/** What a call-in is judged by as long as it lives, and kept with it: a later change of settings is nothing to it. */
export interface CallInTerms {
  readonly kind: CallInKind;
  readonly expirySeconds: number;
  /** Digits; null when the call-in has no code. */
  readonly accessCodeLength: number | null;
  /** How long the number rests after the lease; 0 where there is none. */
  readonly coolDownSeconds: number;
}

export interface CallInPlan {
  /** Under which a number of the pool is handed out. */
  readonly terms: CallInTerms;
  /** What is answered when the pool is exhausted; null: the create is refused. */
  readonly overflow: { readonly number: Dnis; readonly terms: CallInTerms } | null;
}

/** What the group's settings at the moment of creating make of a call-in. */
export function planCallIn(settings: GroupSettings): CallInPlan {
  const { expirySeconds, onExhausted, overflowNumber, uniqueDnis } = settings;
  const accessCodeLength = settings.generateAccessCode ? settings.accessCodeLength : null;
  const coolDownSeconds = uniqueDnis ? settings.coolDownSeconds : 0;

  const terms = { kind: uniqueDnis ? 'unique' : 'shared', expirySeconds, accessCodeLength, coolDownSeconds } as const;
  const mayOverflow = onExhausted === 'overflow' && overflowNumber !== null;
  return {
    terms,
    overflow: mayOverflow
      ? { number: overflowNumber, terms: { ...terms, kind: 'overflow', coolDownSeconds: 0 } }
      : null,
  };
}

/**
 * The caller's next place in a group that limits its live call-ins, or null when all are taken. Places are numbered from
 * 0; the database holds each place once, so that no race can pass the limit.
 *
 * @param live the caller's live call-ins in the group: the place of each, where it took one
 */
export function freePlace(live: readonly (number | undefined)[], limit: number): number | null {
  if (live.length >= limit) return null;
  const taken = new Set(live);
  for (let place = 0; ; place += 1) if (!taken.has(place)) return place;
}
