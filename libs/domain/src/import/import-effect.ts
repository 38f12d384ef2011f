import { type Dnis } from '../number/dnis.js';
import { type ImportPlan, type PlannedNumber } from './import-plan.js';

type Written = readonly [dnis: Dnis, description: string];

/** What a commit has done to the pool, as compact as it can be told: it is stored with every commit. */
export interface ImportEffect {
  /** The group had no numbers before. */
  readonly wasDraft: boolean;
  /** Came into the pool, be it new or draining before. */
  readonly created: readonly Written[];
  readonly updated: readonly (readonly [dnis: Dnis, description: string, before: string])[];
  /** Drained, with the descriptions they had. */
  readonly removed: readonly Written[];
}

/**
 * What a plan does once it is committed; null when it does nothing.
 *
 * @param poolSize before the commit
 */
export function effectOf({ created, revived, updated, removed }: ImportPlan, poolSize: number): ImportEffect | null {
  const written = ({ dnis, description }: PlannedNumber): Written => [dnis, description];
  if (created.length + revived.length + updated.length + removed.length === 0) return null;
  return {
    wasDraft: poolSize === 0,
    created: [...created, ...revived].map(written),
    updated: updated.map(({ dnis, description, seenDescription }) => [dnis, description, seenDescription]),
    removed: removed.map(written),
  };
}
