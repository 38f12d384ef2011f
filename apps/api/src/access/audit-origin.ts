import { type AuditOrigin } from '@ctci/persistence';
import { type FastifyRequest } from 'fastify';
import { callerOf } from './principal.js';

/** Who is behind a change, as the audit has it. */
export const auditOrigin = (request: FastifyRequest, who = callerOf(request).name): AuditOrigin => ({
  ...{ who, address: request.ip, correlationId: request.id },
});
