import { type INestApplication } from '@nestjs/common';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { declaredEndpoint } from '../http/declared-endpoint.js';
import { SignInLimit } from './sign-in-limit.js';

/** Lets nobody try passwords, codes and links at will, at whatever route declares that it takes some. */
export function limitTries(server: FastifyInstance, app: INestApplication): void {
  server.addHook('preHandler', async (request) => {
    if (!declaredEndpoint(request)?.isTry) return;
    const account = accountOf(request);
    await app.get(SignInLimit).take({ address: request.ip, ...(account !== undefined && { account }) });
  });
}

/** Of whoever is signed in, or wants to be. */
function accountOf({ principal, body }: FastifyRequest): string | undefined {
  if (principal) return principal.name;
  const { email } = (body ?? {}) as { readonly email?: unknown };
  return typeof email === 'string' ? `user:${email}` : undefined;
}
