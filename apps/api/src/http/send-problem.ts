import { type Problem, PROBLEMS } from '@ctci/contracts';
import { CORRELATION_HEADER, correlationIdOf } from '@ctci/platform';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { ProblemError } from './problem-error.js';

/** Answers a refusal as RFC 9457 `application/problem+json`. */
export function sendProblem(problem: ProblemError, request: FastifyRequest, reply: FastifyReply): void {
  const body = documentOf(problem, request.id);
  const retryAfter = problem.code === 'DATABASE_UNAVAILABLE' ? 5 : problem.retryAfterSeconds;
  if (retryAfter !== undefined) void reply.header('retry-after', String(Math.max(1, retryAfter)));
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

const CONTENT_TYPE = 'application/problem+json';
