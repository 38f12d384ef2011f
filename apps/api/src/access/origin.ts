import { type AuditOrigin } from '@ctci/persistence';
import { type FastifyRequest } from 'fastify';
import { callerOf } from './principal.js';

/** Who makes this request and from where, as the audit says it. */
export const originOf = (request: FastifyRequest): AuditOrigin => ({
  who: callerOf(request).name,
  address: request.ip,
  correlationId: request.id,
});
