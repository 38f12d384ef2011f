import { type Attempt, type CallIn, type CreatedCallIn, type RepeatedCallIn } from '@ctci/contracts';
import { maskNumber } from '@ctci/domain';
import { type Attempt as StoredAttempt, type CallInDocument } from '@ctci/persistence';
import { type Principal } from '../access/principal.js';

/** Whether the caller may see user data and whole numbers of callers. */
export const seesPersonal = ({ scopes }: Principal): boolean =>
  scopes.includes('admin') || scopes.includes('read:personal');

/** A call-in as the API shows it. */
export function viewCallIn(callIn: CallInDocument, isPersonal: boolean): CallIn {
  const { groupName, dnis, kind, state, accessCodeLength, callbackServiceId, userData, match } = callIn;
  const number = (text: string | null | undefined) => shownNumber(text, isPersonal);
  return {
    id: callIn._id,
    groupName,
    toPhoneNumber: dnis,
    accessCodeLength,
    overflow: kind === 'overflow',
    state,
    fromPhoneNumber: number(isPersonal ? callIn.fromPhoneNumber : (callIn.caller ?? callIn.fromPhoneNumber)),
    callbackServiceId: callbackServiceId ?? null,
    ...(isPersonal && userData && { userData: { ...userData } }),
    createdAt: callIn.createdAt.toISOString(),
    expiresAt: callIn.expiresAt.toISOString(),
    endedAt: callIn.endedAt?.toISOString() ?? null,
    match: match
      ? {
          matchedBy: match.by,
          candidates: match.candidates,
          callerNumber: number(match.callerNumber),
          callId: match.callId ?? null,
        }
      : null,
  };
}

/** To whoever has made it, just now or when the request was sent first: all that they sent, and while it lives the code. */
export function viewCreated(callIn: CallInDocument): CreatedCallIn | RepeatedCallIn {
  const { toPhoneNumber, ...record } = viewCallIn(callIn, true);
  return callIn.state === 'waiting' ? { ...record, toPhoneNumber, accessCode: callIn.accessCode ?? null } : record;
}

export function viewAttempt(attempt: StoredAttempt, isPersonal: boolean): Attempt {
  const common = { id: attempt.id, at: attempt.at.toISOString() };
  if ('rejected' in attempt) {
    const { dnis, groupName, caller, callId, reason } = attempt.rejected;
    return {
      ...common,
      ...{ dnis, groupName: groupName ?? null, callerNumber: shownNumber(caller, isPersonal), callId: callId ?? null },
      ...{ outcome: 'rejected', reason, callInId: null, matchedBy: null, candidates: null },
    };
  }
  const { _id, dnis, groupName, match } = attempt.callIn;
  return {
    ...common,
    ...{ dnis, groupName, callerNumber: shownNumber(match?.callerNumber, isPersonal), callId: match?.callId ?? null },
    ...{ outcome: 'matched', reason: null, callInId: _id },
    ...{ matchedBy: match?.by ?? null, candidates: match?.candidates ?? null },
  };
}

function shownNumber(text: string | null | undefined, isPersonal: boolean): string | null {
  if (text === undefined || text === null) return null;
  return isPersonal ? text : maskNumber(text);
}
