import { type Endpoint } from '@ctci/contracts';
import { type INestApplication } from '@nestjs/common';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { declaredEndpoint } from '../http/declared-endpoint.js';
import { ProblemError } from '../http/problem-error.js';
import { isForPage, isUnknown } from '../page/serve-page.js';
import { Authenticate } from './authenticate.js';
import { mayDo, type Principal } from './principal.js';

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null;
  }
}

/**
 * Asks every request, before its body is read, whether its caller may do what the route declares in the contracts. A
 * route that declares nothing is served to nobody.
 */
export function checkAccess(server: FastifyInstance, app: INestApplication): void {
  server.decorateRequest('principal', null);
  server.addHook('onRequest', async (request) => {
    const allow = allowedBy(request);
    if (allow === 'public') return;

    request.principal = await app.get(Authenticate).byApiKey(request.headers['x-api-key']);
    if (!request.principal) throw new ProblemError('UNAUTHENTICATED');
    if (isUnknown(request)) throw new ProblemError('ROUTE_NOT_FOUND');
    if (!allow || !mayDo(request.principal, allow)) throw new ProblemError('FORBIDDEN');
  });
}

/** Undefined where nothing is declared. */
function allowedBy(request: FastifyRequest): Endpoint['allow'] | undefined {
  const { url = '' } = request.routeOptions;
  if (url === '/api/openapi.yaml' || url === '/api/docs' || url.startsWith('/api/docs/')) return 'public';
  if (isForPage(request)) return 'public';
  return declaredEndpoint(request)?.allow;
}
