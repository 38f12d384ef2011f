import { ProblemError } from '../http/problem-error.js';
import { type NotCreatedOnce } from './create-once.js';

/** Why there is no call-in, as the client is told it. */
export function notCreated({ code, ...rest }: NotCreatedOnce): ProblemError {
  const seconds = 'retryAfterSeconds' in rest ? rest.retryAfterSeconds : undefined;
  return new ProblemError(code, undefined, undefined, seconds);
}
