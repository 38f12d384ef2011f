import { type Attempt, type CallIn } from '@ctci/contracts';
import { ENDED_TOLD_SECONDS } from '@ctci/domain';

/** A call that was joined to a call-in, or was rejected and may have been for it. */
export type CallOf = Pick<Attempt, 'id' | 'at' | 'reason'>;

/** How to ask for the rejected ones: from its beginning for as long as calls are told that it has ended. */
export const rejectedCallsOf = ({ toPhoneNumber, createdAt, endedAt, expiresAt }: CallIn) => ({
  dnis: toPhoneNumber,
  outcome: 'rejected',
  from: createdAt,
  to: new Date(Date.parse(endedAt ?? expiresAt) + ENDED_TOLD_SECONDS * 1_000).toISOString(),
  limit: REJECTED_MAX,
});

/** Latest first. Its match is the call that ended it, and is among them however many came after it. */
export function callsOf({ id, state, endedAt }: CallIn, rejected: readonly CallOf[]): readonly CallOf[] {
  if (state !== 'matched' || endedAt === null) return rejected;
  const before = rejected.findIndex(({ at }) => at < endedAt);
  return rejected.toSpliced(before < 0 ? rejected.length : before, 0, { id, at: endedAt, reason: null });
}

const REJECTED_MAX = 20;
