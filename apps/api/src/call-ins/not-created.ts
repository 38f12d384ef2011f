import { ProblemError } from '../http/problem-error.js';
import { type NotCreated } from './create-call-in.js';

/** Why there is no call-in, as the client is told it. */
export function notCreated({ code, ...rest }: NotCreated): ProblemError {
  const seconds = 'retryAfterSeconds' in rest ? rest.retryAfterSeconds : undefined;
  return new ProblemError(code, undefined, undefined, seconds);
}
