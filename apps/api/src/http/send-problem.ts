import { type ProblemCode } from '@ctci/contracts';
import { CORRELATION_HEADER, correlationIdOf } from '@ctci/platform';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { ProblemError } from './problem-error.js';
import { refusalAnswer } from './refusal-answer.js';

/** Answers a refusal, as the address that was asked wants it: the one place that does. */
export function sendProblem(problem: ProblemError, request: FastifyRequest, reply: FastifyReply): void {
  const { status, contentType, body } = refusalAnswer(problem, request.url, request.id);
  const retryAfter = problem.retryAfterSeconds ?? RETRY_AFTER_S[problem.code];
  if (retryAfter !== undefined) void reply.header('retry-after', String(Math.max(1, retryAfter)));
  // Fastify would close on a client that is still sending, who then never hears why; Node reads what is left and drops it.
  if (status === 413) void reply.removeHeader('connection');
  void reply
    .status(status)
    .header(CORRELATION_HEADER, request.id)
    .header('content-type', contentType)
    .send(JSON.stringify(body));
}

/** Answers what cannot be read as HTTP at all, such as headers without end, on the bare connection, and closes it. */
export function refuseConnection(error: Error & { code?: string; rawPacket?: unknown }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const correlationId = correlationIdOf(undefined);
  const answer = refusalAnswer(new ProblemError('BAD_REQUEST'), addressIn(error.rawPacket), correlationId);
  const text = JSON.stringify(answer.body);
  socket.end(
    [
      `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`,
      `content-type: ${answer.contentType}`,
      `content-length: ${Buffer.byteLength(text)}`,
      `${CORRELATION_HEADER}: ${correlationId}`,
      'connection: close',
      '',
      text,
    ].join('\r\n'),
  );
}

/** As far as the request began with one. */
function addressIn(packet: unknown): string {
  const begin = Buffer.isBuffer(packet) ? packet.toString('latin1', 0, ADDRESS_WITHIN) : '';
  const [, address = ''] = begin.split(/[ \r\n]/, 2);
  return address;
}

const ADDRESS_WITHIN = 256;

/** What mends itself, in seconds. */
const RETRY_AFTER_S: Partial<Record<ProblemCode, number>> = {
  DATABASE_UNAVAILABLE: 5,
  SIGN_IN_UNAVAILABLE: 5,
  IDEMPOTENCY_KEY_RUNNING: 1,
};
