import { type FastifyInstance } from 'fastify';
import { declaredEndpoint } from './declared-endpoint.js';
import { ProblemError } from './problem-error.js';

/**
 * Refuses, before a body is read, the content types that its route does not take: what one route's parser accepts
 * must not reach another.
 */
export function checkMediaType(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const { upload, body } = declaredEndpoint(request) ?? {};
    const taken = upload ?? (body && ['application/json']);
    const sent = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
    const isTaken = !taken || sent === undefined || taken.includes(sent);
    done(isTaken ? undefined : new ProblemError('UNSUPPORTED_MEDIA_TYPE'));
  });
}
