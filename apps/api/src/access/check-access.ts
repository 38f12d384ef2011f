import { type Endpoint } from '@ctci/contracts';
import { type INestApplication } from '@nestjs/common';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { declaredEndpoint } from '../http/declared-endpoint.js';
import { ProblemError } from '../http/problem-error.js';
import { RateLimits } from '../limits/rate-limits.js';
import { isForPage, isUnknown } from '../page/serve-page.js';
import { Authenticate } from './authenticate.js';
import { type Credential, credentialOf } from './credential.js';
import { OwnOrigin } from './own-origin.js';
import { mayCall, type Principal } from './principal.js';
import { Reach } from './reach.js';

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
    const declared = declaredAccess(request);
    const credential = credentialOf(request.headers);
    if (!isSafe(request)) refuseCrossOrigin(request, credential, app.get(OwnOrigin));
    if (declared?.allow === 'public') return;

    request.principal = await app.get(Authenticate).by(credential, request.ip);
    if (!request.principal) throw new ProblemError('UNAUTHENTICATED');
    const wait = app.get(RateLimits).take(request.principal);
    if (wait !== null) throw new ProblemError('RATE_LIMITED', undefined, undefined, wait);
    if (isUnknown(request)) throw new ProblemError('ROUTE_NOT_FOUND');
    if (!declared || !mayCall(request.principal, declared)) throw new ProblemError('FORBIDDEN');
    await app.get(Reach).check(request.principal, request.params);
  });
}

const isSafe = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD';

/**
 * What changes something must not come from another site's page. A browser sends a cookie along without being asked,
 * so with one it has to say where the request comes from; a key is sent by nobody but its owner.
 */
function refuseCrossOrigin({ headers }: FastifyRequest, credential: Credential | null, own: OwnOrigin): void {
  if (credential?.kind === 'key') return;
  const isTold = headers.origin !== undefined || credential !== null;
  if (isTold && !own.hasSent(headers)) throw new ProblemError('CROSS_ORIGIN');
}

/** Undefined where nothing is declared. */
function declaredAccess(request: FastifyRequest): Pick<Endpoint, 'allow' | 'unbound'> | undefined {
  const { url = '' } = request.routeOptions;
  const isDocumentation = url === '/api/openapi.yaml' || url === '/api/docs' || url.startsWith('/api/docs/');
  return isDocumentation || isForPage(request) ? { allow: 'public' } : declaredEndpoint(request);
}
