import { type Problem, type ProblemCode, PROBLEMS } from '@ctci/contracts';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import { ProblemError } from './problem-error.js';

/** Answers everything that was thrown as RFC 9457 `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = toProblemError(thrown);
    if (problem.code === 'INTERNAL_ERROR') this.logger.error(thrown);
    const [status, title] = PROBLEMS[problem.code];
    const body: Problem = {
      type: `/problems/${problem.code}`,
      title,
      status,
      detail: problem.detail,
      code: problem.code,
      instance: request.id,
      ...(problem.errors && { errors: [...problem.errors] }),
    };
    if (problem.code === 'DATABASE_UNAVAILABLE') void reply.header('retry-after', '5');
    void reply.status(status).header('content-type', 'application/problem+json').send(JSON.stringify(body));
  }
}

type Refusal = Partial<FastifyError>;

/** What a thrown thing means to the client. Anything unforeseen is a bug of ours. */
function toProblemError(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  if (thrown instanceof Error && DATABASE_AWAY.test(thrown.name)) return new ProblemError('DATABASE_UNAVAILABLE');

  // Nest wraps what Fastify refused, such as a body that it could not read.
  const { code, name, statusCode } = (thrown instanceof HttpException ? (thrown.cause ?? thrown) : thrown) as Refusal;
  if (name === 'SyntaxError' && statusCode === 400) return new ProblemError('MALFORMED_JSON');
  const status = (thrown instanceof HttpException ? thrown.getStatus() : statusCode) ?? 500;
  return new ProblemError(
    BY_FASTIFY_CODE[code ?? ''] ?? BY_STATUS[status] ?? (status < 500 ? 'BAD_REQUEST' : 'INTERNAL_ERROR'),
  );
}

// The driver's names for "no server", "connection lost", "no primary". A write that was sent may have happened.
const DATABASE_AWAY =
  /^Mongo(ServerSelection|Network|NetworkTimeout|NotConnected|PoolCleared|OperationTimeout)\w*Error$|^MongooseServerSelectionError$/;

const BY_FASTIFY_CODE: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'MALFORMED_JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'MALFORMED_JSON',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_REQ_FILE_TOO_LARGE: 'FILE_TOO_LARGE',
  FST_FILES_LIMIT: 'FILE_MISSING',
  FST_FIELDS_LIMIT: 'FILE_MISSING',
};

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  404: 'ROUTE_NOT_FOUND',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};
