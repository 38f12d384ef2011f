import { type AuditOrigin } from '@ctci/persistence';
import { type FastifyRequest } from 'fastify';
import { callerOf } from './principal.js';

/**
 * Who makes this request and from where, as the audit says it.
 *
 * @param who of a public route, which has no caller
 */
export const originOf = (request: FastifyRequest, who = callerOf(request).name): AuditOrigin => ({
  who,
  address: request.ip,
  correlationId: request.id,
});
