import {
  COMPATIBLE_BASE,
  type CompatibleRefusal,
  httpStatusOf,
  type Problem,
  PROBLEMS,
  statusCodeOf,
} from '@ctci/contracts';
import { type ProblemError } from './problem-error.js';

export interface RefusalAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Problem | CompatibleRefusal;
}

/**
 * A refusal as whoever asks at this address reads it: RFC 9457 `application/problem+json`, or below
 * {@link COMPATIBLE_BASE} the envelope of the hosted product, whatever it was that failed.
 */
export function refusalAnswer(problem: ProblemError, url: string, correlationId: string): RefusalAnswer {
  if (url.startsWith(`${COMPATIBLE_BASE}/`)) {
    const code = statusCodeOf(problem.code);
    const body = { status: { code, message: messageOf(problem), corrId: correlationId } };
    return { status: httpStatusOf(code), contentType: 'application/json; charset=utf-8', body };
  }
  const body = documentOf(problem, correlationId);
  return { status: body.status, contentType: 'application/problem+json', body };
}

function documentOf({ code, detail, errors }: ProblemError, correlationId: string): Problem {
  const [status, title] = PROBLEMS[code];
  return {
    type: `/problems/${code}`,
    title,
    status,
    detail,
    code,
    instance: correlationId,
    ...(errors && { errors: [...errors] }),
  };
}

/** All that a problem document would say, in one line. */
function messageOf({ code, detail, errors }: ProblemError): string {
  const [, title] = PROBLEMS[code];
  const fields = errors?.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return fields ? `${title}: ${fields.join('; ')}` : `${title}. ${detail}`;
}
