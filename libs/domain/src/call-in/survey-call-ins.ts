import type { Dnis } from '../number/dnis.js';
import { stateAt, type CallInState } from './call-in-state.js';
import type { Callee, LiveCallIns, Oldest } from './match.js';
import type { CallInKind } from './new-call-in.js';

/** A call-in on the dialled number, as it is stored. */
export interface StoredCallIn extends Callee {
  readonly id: string;
  readonly kind: CallInKind;
  readonly state: CallInState;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly accessCode: string | null;
}

/**
 * What matching asks of the call-ins on one number, from all of them. A database with too many to load answers the
 * same by index: this is what its queries must find.
 *
 * @param call.accessCode null when none was given or what was given can be no code
 * @param now by the database's clock
 */
export function surveyCallIns<C extends StoredCallIn>(
  callIns: readonly C[],
  call: { readonly accessCode: string | null; readonly caller: Dnis | null },
  now: Date,
): LiveCallIns<C> {
  const { accessCode, caller } = call;
  const live = callIns.filter((callIn) => stateAt(callIn, now) === 'waiting').sort(byAge);
  const codes = live.flatMap((callIn) => callIn.accessCode ?? []);
  const shared = live.filter((callIn) => callIn.accessCode === null && callIn.kind !== 'unique');

  return {
    withCode: live.find((callIn) => accessCode !== null && callIn.accessCode === accessCode) ?? null,
    unique: live.find((callIn) => callIn.accessCode === null && callIn.kind === 'unique') ?? null,
    ofCaller: oldest(shared.filter((callIn) => caller !== null && callIn.caller === caller)),
    ofNobody: oldest(shared.filter((callIn) => callIn.caller === null)),
    possible: live.filter((callIn) => caller === null || callIn.caller === null || callIn.caller === caller).length,
    accessCodeLength: codes.length > 0 ? codes.reduce((longest, { length }) => Math.max(longest, length), 0) : null,
    count: live.length,
  };
}

const oldest = <C>(callIns: readonly C[]): Oldest<C> => ({ first: callIns[0] ?? null, count: callIns.length });

const byAge = (one: StoredCallIn, other: StoredCallIn): number =>
  one.createdAt.getTime() - other.createdAt.getTime() || (one.id < other.id ? -1 : 1);
