import { type ProblemCode, PROBLEMS } from '@ctci/contracts';
import { type NumberConflict } from '@ctci/persistence';
import { ProblemError } from '../http/problem-error.js';

/** What the database refused, as the client reads it: a number that is taken is named with the group that has it. */
export function refusal(error: NumberConflict | { readonly code: ProblemCode }): ProblemError {
  if (!('groupName' in error)) return new ProblemError(error.code);
  const { code, dnis, groupName, retryAfterSeconds } = error;
  const holder = groupName ? `${dnis} belongs to the group "${groupName}".` : `${dnis} was an overflow number.`;
  return new ProblemError(code, `${holder} ${PROBLEMS[code][2]}`, undefined, retryAfterSeconds);
}
