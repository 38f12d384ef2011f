/** `waiting` for its call; the others are terminal: nothing leaves them. */
export type CallInState = 'waiting' | 'matched' | 'expired' | 'cancelled';

/** States that nothing leaves. */
export const ENDED_STATES = ['matched', 'expired', 'cancelled'] as const satisfies readonly CallInState[];

export type EndedState = (typeof ENDED_STATES)[number];

export const hasEnded = (state: CallInState): state is EndedState => state !== 'waiting';

/**
 * The state that is true at a moment, whether or not a worker has run: a call-in lives before its `expiresAt`, and
 * from that instant on one that still waits is expired.
 *
 * @param now by the database's clock
 */
export function stateAt(
  { state, expiresAt }: { readonly state: CallInState; readonly expiresAt: Date },
  now: Date,
): CallInState {
  return state === 'waiting' && expiresAt <= now ? 'expired' : state;
}
