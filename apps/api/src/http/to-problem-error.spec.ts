import { describe, expect, it } from '@jest/globals';
import { BadRequestException, NotFoundException } from '@nestjs/common';
import {
  MongoExpiredSessionError,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoNotConnectedError,
  MongoServerError,
  MongoWriteConcernError,
} from 'mongodb';
import { invalid, ProblemError } from './problem-error.js';
import { toProblemError } from './to-problem-error.js';

const fastifyError = (code: string, statusCode: number) => Object.assign(new Error(code), { code, statusCode });
const serverError = (code: number) => new MongoServerError({ code, errmsg: 'told by the server' });
const socketError = (code: string) => Object.assign(new Error('write after end'), { code });

describe('what is thrown', () => {
  it('is answered as it is when it is a refusal', () => {
    const refusal = invalid([{ path: 'name', code: 'X', message: 'Y' }]);
    expect(toProblemError(refusal)).toBe(refusal);
    expect(new ProblemError('POOL_FULL').detail).toContain('10,000');
  });

  it.each([
    new MongoNetworkError('connection 3 closed'),
    new MongoNetworkTimeoutError('timed out'),
    new MongoNotConnectedError('not connected'),
    new MongoExpiredSessionError(),
    new MongoWriteConcernError({
      writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' },
    } as never),
    Object.assign(new Error('interrupted'), { name: 'PoolClearedOnNetworkError' }),
    Object.assign(new Error('no primary'), { name: 'MongoServerSelectionError' }),
    Object.assign(new Error('no primary'), { name: 'MongooseServerSelectionError' }),
    ...[10_107, 13_435, 13_436, 11_602, 189, 91, 11_600, 50, 262, 112].map(serverError),
    ...['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'].map(socketError),
  ])('means that the database is away: %s', (thrown) => {
    expect(toProblemError(thrown).code).toBe('DATABASE_UNAVAILABLE');
  });

  it.each([
    [new Error('a bug'), 'INTERNAL_ERROR'],
    [new TypeError('x is not a function'), 'INTERNAL_ERROR'],
    ['a text', 'INTERNAL_ERROR'],
    [serverError(11_000), 'INTERNAL_ERROR'],
    [serverError(2), 'INTERNAL_ERROR'],
    [new MongoInvalidArgumentError('a bug'), 'INTERNAL_ERROR'],
    [socketError('ENOENT'), 'INTERNAL_ERROR'],
    [new NotFoundException(), 'ROUTE_NOT_FOUND'],
    [new BadRequestException(), 'BAD_REQUEST'],
    [fastifyError('FST_ERR_CTP_BODY_TOO_LARGE', 413), 'BODY_TOO_LARGE'],
    [fastifyError('FST_ERR_CTP_INVALID_MEDIA_TYPE', 415), 'UNSUPPORTED_MEDIA_TYPE'],
    [fastifyError('FST_ERR_CTP_EMPTY_JSON_BODY', 400), 'MALFORMED_JSON'],
    [fastifyError('FST_REQ_FILE_TOO_LARGE', 413), 'FILE_TOO_LARGE'],
    [fastifyError('FST_FILES_LIMIT', 413), 'FILE_MISSING'],
    [fastifyError('FST_FIELDS_LIMIT', 413), 'VALIDATION_FAILED'],
    [fastifyError('FST_ERR_BAD_URL', 400), 'BAD_REQUEST'],
    [fastifyError('SOMETHING_NEW', 418), 'BAD_REQUEST'],
    [fastifyError('SOMETHING_BROKEN', 502), 'INTERNAL_ERROR'],
  ])('%s means %s', (thrown, code) => {
    expect(toProblemError(thrown).code).toBe(code);
  });
});
