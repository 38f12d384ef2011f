import { ALL_ENDPOINTS } from '@ctci/contracts';
import { FILE_MAX_BYTES } from '@ctci/domain';
import { type FastifyInstance } from 'fastify';

/** Takes as much of a body as its route can need; the routes must be added after this. */
export function limitBodies(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    const endpoint = ALL_ENDPOINTS.find(({ method, path }) => method === route.method && path === route.url);
    if (endpoint) route.bodyLimit = (endpoint.upload ?? endpoint.takesMany) ? FILE_MAX_BYTES : BODY_MAX_BYTES;
  });
}

/** A call-in with the most user data that it may have is a fifth of it, however its JSON is written. */
const BODY_MAX_BYTES = 64 * 1_024;
