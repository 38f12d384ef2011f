import { ALL_ENDPOINTS, type Endpoint } from '@ctci/contracts';
import { type FastifyRequest } from 'fastify';

/** What the contracts declare of the route that a request has reached; undefined where they declare nothing. */
export function declaredEndpoint({ method, routeOptions }: FastifyRequest): Endpoint | undefined {
  return declared.get(keyOf(method === 'HEAD' ? 'GET' : method, routeOptions.url ?? ''));
}

const keyOf = (method: string, path: string) => `${method} ${path}`;

const declared = new Map(ALL_ENDPOINTS.map((endpoint) => [keyOf(endpoint.method, endpoint.path), endpoint]));
