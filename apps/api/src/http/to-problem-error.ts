import { type ProblemCode } from '@ctci/contracts';
import { HttpException } from '@nestjs/common';
import { type FastifyError } from 'fastify';
import { isDatabaseAway } from './database-away.js';
import { ProblemError } from './problem-error.js';

type Refusal = Partial<FastifyError>;

/** What a thrown thing means to the client. Anything unforeseen is a bug of ours. */
export function toProblemError(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  if (isDatabaseAway(thrown)) return new ProblemError('DATABASE_UNAVAILABLE');
  if ((thrown as Refusal).code === 'FST_FIELDS_LIMIT') return new ProblemError('VALIDATION_FAILED', FIELDS_IN_FORM);

  // Nest wraps what Fastify refused, such as a body that it could not read.
  const { code, name, statusCode } = (thrown instanceof HttpException ? (thrown.cause ?? thrown) : thrown) as Refusal;
  if (name === 'SyntaxError' && statusCode === 400) return new ProblemError('MALFORMED_JSON');
  const status = (thrown instanceof HttpException ? thrown.getStatus() : statusCode) ?? 500;
  return new ProblemError(
    BY_FASTIFY_CODE[code ?? ''] ?? BY_STATUS[status] ?? (status < 500 ? 'BAD_REQUEST' : 'INTERNAL_ERROR'),
  );
}

// An option that is not taken must not look as if it were.
const FIELDS_IN_FORM =
  'The form takes one file in the field `file` and nothing else: options such as onError go in the query.';

const BY_FASTIFY_CODE: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'MALFORMED_JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'MALFORMED_JSON',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_REQ_FILE_TOO_LARGE: 'FILE_TOO_LARGE',
  FST_FILES_LIMIT: 'FILE_MISSING',
};

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  404: 'ROUTE_NOT_FOUND',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};
