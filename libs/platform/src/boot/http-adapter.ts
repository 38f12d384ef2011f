import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type FastifyReply, type FastifyRequest, type FastifyServerOptions } from 'fastify';
import { type Logger } from 'pino';

import { CORRELATION_HEADER, correlationIdOf } from '../log/correlation.js';
import { logRequests } from '../log/request-log.js';

/** Fastify under Nest, with correlation ids and request lines. */
export function httpAdapter(logger: Logger, options: FastifyServerOptions = {}): FastifyAdapter {
  const adapter = new FastifyAdapter(serverOptions(options));
  logRequests(adapter.getInstance(), logger);
  return adapter;
}

const serverOptions = (options: FastifyServerOptions): FastifyServerOptions => ({
  // An address that cannot be decoded reaches no hook, but is answered with an id all the same.
  frameworkErrors: (error, request: FastifyRequest, reply: FastifyReply) => {
    const statusCode = error.statusCode ?? 400;
    void reply.status(statusCode).header(CORRELATION_HEADER, request.id).send({ statusCode, message: error.message });
  },
  ...options,
  genReqId: (request) => correlationIdOf(request.headers[CORRELATION_HEADER]),
});
