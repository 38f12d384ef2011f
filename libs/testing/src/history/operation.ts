import { type CallInState } from '@ctci/domain';

/**
 * From the question to its answer, milliseconds by the clock of the machine that the databases run on too. Of a
 * question that was never answered, `endedAt` is when it can have no effect any more.
 */
export interface Span {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A call-in as its maker was told of it. */
export interface HandedOut {
  readonly id: string;
  readonly groupId: string;
  readonly dnis: string;
  readonly accessCode: string | null;
  /** It holds its number alone. */
  readonly isUnique: boolean;
  /** By the database's clock. */
  readonly expiresAt: number;
  /** For how long its number rests after it. */
  readonly coolDownMs: number;
}

export interface Create extends Span {
  readonly kind: 'create';
  readonly callIn: HandedOut;
}

/** A call that arrived. */
export interface Match extends Span {
  readonly kind: 'match';
  readonly dnis: string;
  readonly accessCode: string | null;
  /** The same one repeats an answer. */
  readonly callId: string | null;
  readonly outcome: 'matched' | 'rejected' | 'unknown';
  /** That it was joined to; null when it was not, or nobody knows. */
  readonly callInId: string | null;
}

export interface Cancel extends Span {
  readonly kind: 'cancel';
  readonly callInId: string;
  /** `refused`: it had ended already. */
  readonly outcome: 'cancelled' | 'refused' | 'unknown';
}

/** Somebody read a call-in. */
export interface Look extends Span {
  readonly kind: 'look';
  readonly callInId: string;
  readonly state: CallInState;
}

/** A number came into a pool, or was taken out of it. What was refused is no change. */
export interface PoolChange extends Span {
  readonly kind: 'add' | 'remove';
  readonly groupId: string;
  readonly dnis: string;
  readonly outcome: 'done' | 'unknown';
}

/** What somebody asked of the service and was told, as far as it matters to {@link checkHistory}. */
export type Operation = Create | Match | Cancel | Look | PoolChange;
