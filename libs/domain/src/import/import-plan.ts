import { type Dnis } from '../number/dnis.js';

/** Who has a number already. */
export interface Holder {
  readonly dnis: Dnis;
  readonly groupId: string;
  readonly groupName: string;
  readonly description: string;
  readonly draining: boolean;
  /** The group hands it out when its pool is exhausted; it is in no pool. */
  readonly overflow: boolean;
}

/** A number as an import will write it. */
export interface PlannedNumber {
  readonly dnis: Dnis;
  readonly description: string;
}

/** One that the group has already, with the description that the plan was made for. */
export interface SeenNumber extends PlannedNumber {
  readonly seenDescription: string;
}

/** What a commit will do to the pool. */
export interface ImportPlan {
  /** The pool's revision before anything was looked up: while it is the same, the plan is right. */
  readonly poolRevision: number;
  readonly created: PlannedNumber[];
  /** Draining in this group: back into the pool. */
  readonly revived: SeenNumber[];
  readonly updated: SeenNumber[];
  readonly unchanged: SeenNumber[];
}

export const emptyPlan = (poolRevision: number): ImportPlan => ({
  poolRevision,
  created: [],
  revived: [],
  updated: [],
  unchanged: [],
});

/** Numbers that the plan brings into the pool. */
export const addedBy = ({ created, revived }: ImportPlan): number => created.length + revived.length;

/**
 * Puts one good row of a merging import into the plan, or says why it cannot be. An empty description keeps the one
 * the number has.
 *
 * @param room how many numbers the pool can still take, this plan's not counted
 */
export function planNumber(
  plan: ImportPlan,
  { dnis, description }: PlannedNumber,
  holder: Holder | undefined,
  { groupId, room }: { groupId: string; room: number },
): 'planned' | 'NUMBER_TAKEN' | 'NUMBER_DRAINING' | 'POOL_FULL' {
  const isOurs = holder?.groupId === groupId && !holder.overflow;
  if (holder && !isOurs) return holder.draining ? 'NUMBER_DRAINING' : 'NUMBER_TAKEN';

  const isInPool = isOurs && !holder.draining;
  if (!isInPool && addedBy(plan) >= room) return 'POOL_FULL';
  if (!isOurs) {
    plan.created.push({ dnis, description });
    return 'planned';
  }

  const seen: SeenNumber = {
    dnis,
    description: description || holder.description,
    seenDescription: holder.description,
  };
  if (holder.draining) plan.revived.push(seen);
  else if (seen.description === holder.description) plan.unchanged.push(seen);
  else plan.updated.push(seen);
  return 'planned';
}
