import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';

import { CORRELATION_HEADER, withCorrelationId } from './correlation.js';
import { maskPath } from './mask-path.js';

/**
 * Gives every request its correlation id (the server's `genReqId`), answers it, and logs one line a request: method,
 * masked path, status, milliseconds. No bodies, no queries, no headers. Health requests are not logged.
 */
export function logRequests(server: FastifyInstance, logger: Logger): void {
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header(CORRELATION_HEADER, request.id);
    withCorrelationId(request.id, done);
  });
  // Reading a body ends in the context of the socket, not of the request.
  server.addHook('preValidation', (request, _reply, done) => {
    withCorrelationId(request.id, done);
  });
  server.addHook('onResponse', (request, reply, done) => {
    if (!isHealth(request)) {
      const { method, id } = request;
      const facts = {
        method,
        path: maskPath(request.url),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      };
      withCorrelationId(id, () => {
        logger[reply.statusCode >= 500 ? 'error' : 'info'](facts, 'request');
      });
    }
    done();
  });
}

const isHealth = (request: FastifyRequest) => request.routeOptions.url?.startsWith('/health/') ?? false;
