import { type Dnis } from '../number/dnis.js';
import { type ImportMode } from './import.js';

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
  /** In the pool and not in the file of a replacing import: they will drain. */
  readonly removed: PlannedNumber[];
}

export const emptyPlan = (poolRevision: number): ImportPlan => ({
  poolRevision,
  created: [],
  revived: [],
  updated: [],
  unchanged: [],
  removed: [],
});

/** Numbers that the plan brings into the pool. */
export const addedBy = ({ created, revived }: ImportPlan): number => created.length + revived.length;

/** What a row is planned for. */
export interface PlanContext {
  readonly groupId: string;
  readonly mode: ImportMode;
  /** How many numbers the pool can still take, this plan's not counted. */
  readonly room: number;
}

/**
 * Puts one good row into the plan, or says why it cannot be. A merging import keeps the description that a number has
 * where the row has none; a replacing one sets it.
 */
export function planNumber(
  plan: ImportPlan,
  { dnis, description }: PlannedNumber,
  holder: Holder | undefined,
  { groupId, mode, room }: PlanContext,
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
    description: mode === 'merge' ? description || holder.description : description,
    seenDescription: holder.description,
  };
  if (holder.draining) plan.revived.push(seen);
  else if (seen.description === holder.description) plan.unchanged.push(seen);
  else plan.updated.push(seen);
  return 'planned';
}

/** What a replacing import takes out of a pool: the numbers that its file lacks. */
export const removedBy = (pool: readonly PlannedNumber[], inFile: ReadonlySet<Dnis>): PlannedNumber[] =>
  pool.filter(({ dnis }) => !inFile.has(dnis));
