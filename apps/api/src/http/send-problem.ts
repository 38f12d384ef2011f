import { type Problem, type ProblemCode, PROBLEMS } from '@ctci/contracts';
import { CORRELATION_HEADER, correlationIdOf } from '@ctci/platform';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { ProblemError } from './problem-error.js';

/** Answers a refusal as RFC 9457 `application/problem+json`. */
export function sendProblem(problem: ProblemError, request: FastifyRequest, reply: FastifyReply): void {
  const body = documentOf(problem, request.id);
  const retryAfter = RETRY_AFTER_S[problem.code];
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  void reply
    .status(body.status)
    .header(CORRELATION_HEADER, request.id)
    .header('content-type', CONTENT_TYPE)
    .send(JSON.stringify(body));
}

/** Answers what cannot be read as HTTP at all, such as headers without end, on the bare connection, and closes it. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const body = documentOf(new ProblemError('BAD_REQUEST'), correlationIdOf(undefined));
  const text = JSON.stringify(body);
  socket.end(
    [
      `HTTP/1.1 ${body.status} ${STATUS_CODES[body.status] ?? ''}`,
      `content-type: ${CONTENT_TYPE}`,
      `content-length: ${Buffer.byteLength(text)}`,
      `${CORRELATION_HEADER}: ${body.instance}`,
      'connection: close',
      '',
      text,
    ].join('\r\n'),
  );
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

/** What mends itself, in seconds. */
const RETRY_AFTER_S: Partial<Record<ProblemCode, number>> = { DATABASE_UNAVAILABLE: 5, IDEMPOTENCY_KEY_RUNNING: 1 };

const CONTENT_TYPE = 'application/problem+json';
