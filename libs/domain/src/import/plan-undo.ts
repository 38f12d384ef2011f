import { type Dnis } from '../number/dnis.js';
import { type ImportEffect } from './import-effect.js';
import { type PlannedNumber } from './import-plan.js';

/** How long after its end an import can be undone. */
export const UNDO_DAYS = 30;

/** Where a number of an import is now; what is in no group any more is absent. */
export interface NumberNow {
  readonly description: string;
  /** In the pool of the import's group; otherwise another group has it, or it is an overflow number. */
  readonly isOurs: boolean;
  readonly draining: boolean;
}

/** Why an undo leaves a number as it is, or where it is for a while. */
export type KeptCode = 'EDITED' | 'NUMBER_LEASED' | 'NUMBER_DRAINING' | 'NUMBER_TAKEN' | 'POOL_FULL' | 'LAST_NUMBER';

/** English, says why it was left and what can be done by hand. */
export const KEPT_MESSAGES: Readonly<Record<KeptCode, string>> = {
  EDITED: 'Somebody has changed this number since the import: it stays as it is.',
  NUMBER_LEASED: 'A live call-in has this number: no other will get it, and it goes once that one has ended.',
  NUMBER_DRAINING: 'This number is being removed and may have live call-ins. Look again in 30 minutes.',
  NUMBER_TAKEN: 'This number belongs to another group by now: it stays there.',
  POOL_FULL: 'The pool is full: delete some numbers, then add this one by hand.',
  LAST_NUMBER: 'The last number of a group stays: add another one first, then delete this one by hand.',
};

export interface KeptNumber {
  readonly dnis: Dnis;
  readonly code: KeptCode;
}

/** What an undo will do to the pool. */
export interface UndoPlan {
  /** Created by the import: they will drain. */
  readonly takeOut: readonly Dnis[];
  /** Removed by the import, and draining still. */
  readonly revive: readonly PlannedNumber[];
  /** Removed by the import, and gone. */
  readonly create: readonly PlannedNumber[];
  /** Changed by the import: they get the description they had. */
  readonly describe: readonly PlannedNumber[];
  readonly kept: readonly KeptNumber[];
}

/** The pool as it is, and how many numbers it may hold. */
export interface PoolNow {
  readonly poolSize: number;
  readonly max: number;
}

/**
 * Plans how the effect of an import is taken back, as far as nobody has done anything about its numbers since. What is
 * already as it was before the import needs nothing and is kept from nobody.
 */
export function planUndo(effect: ImportEffect, now: ReadonlyMap<Dnis, NumberNow>, pool: PoolNow): UndoPlan {
  const kept: KeptNumber[] = [];
  const keep = (dnis: Dnis, code: KeptCode) => void kept.push({ dnis, code });

  const takeOut = effect.created.flatMap(([dnis, description]) => {
    const number = now.get(dnis);
    const reason = number && keptBecause(number, description);
    if (reason) keep(dnis, reason);
    return number && !reason ? [dnis] : [];
  });
  const describe = effect.updated.flatMap(([dnis, description, before]) => {
    const number = now.get(dnis);
    const reason = number ? keptBecause(number, description) : 'EDITED';
    if (reason) keep(dnis, reason);
    return reason ? [] : [{ dnis, description: before }];
  });
  const putBack = backInto(effect, now, keep);
  return withinLimits({ takeOut, describe, ...putBack, kept }, effect, pool);
}

/** Numbers that the undo puts into the pool again. */
export const putBackBy = ({ revive, create }: UndoPlan): number => revive.length + create.length;

export const doesNothing = (plan: UndoPlan): boolean =>
  plan.takeOut.length + plan.describe.length + putBackBy(plan) === 0;

/** Why a number that the import has left with this description is no longer the import's to take back. */
function keptBecause({ isOurs, draining, description }: NumberNow, left: string): KeptCode | null {
  if (!isOurs) return draining ? 'NUMBER_DRAINING' : 'NUMBER_TAKEN';
  if (draining) return 'NUMBER_DRAINING';
  return description === left ? null : 'EDITED';
}

function backInto(
  { removed }: ImportEffect,
  now: ReadonlyMap<Dnis, NumberNow>,
  keep: (dnis: Dnis, code: KeptCode) => void,
): Pick<UndoPlan, 'revive' | 'create'> {
  const revive: PlannedNumber[] = [];
  const create: PlannedNumber[] = [];
  for (const [dnis, description] of removed) {
    const number = now.get(dnis);
    if (!number) create.push({ dnis, description });
    else if (number.isOurs && number.draining) revive.push({ dnis, description });
    else if (!number.isOurs) keep(dnis, number.draining ? 'NUMBER_DRAINING' : 'NUMBER_TAKEN');
    else if (number.description !== description) keep(dnis, 'EDITED'); // somebody has put it back
  }
  return { revive, create };
}

/** Leaves the last number where the group was no draft before, and puts back no more than the pool can hold. */
function withinLimits(plan: UndoPlan, { wasDraft }: ImportEffect, { poolSize, max }: PoolNow): UndoPlan {
  const wouldEmpty = !wasDraft && plan.takeOut.length > 0 && poolSize - plan.takeOut.length + putBackBy(plan) < 1;
  const takeOut = wouldEmpty ? plan.takeOut.slice(1) : plan.takeOut;
  const room = Math.max(0, max - poolSize + takeOut.length);
  const revive = plan.revive.slice(0, room);
  const create = plan.create.slice(0, room - revive.length);

  const tooMany = [...plan.revive.slice(revive.length), ...plan.create.slice(create.length)];
  const kept = [
    ...plan.kept,
    ...plan.takeOut
      .slice(0, plan.takeOut.length - takeOut.length)
      .map((dnis) => ({ dnis, code: 'LAST_NUMBER' as const })),
    ...tooMany.map(({ dnis }) => ({ dnis, code: 'POOL_FULL' as const })),
  ];
  return { ...plan, takeOut, revive, create, kept };
}
