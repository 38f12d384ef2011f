import { emailKeyOf } from '@ctci/persistence';
import { withCorrelationId } from '@ctci/platform';
import { type INestApplication, Logger } from '@nestjs/common';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { declaredEndpoint } from '../http/declared-endpoint.js';
import { SignInLimit } from './sign-in-limit.js';

/**
 * Lets nobody try passwords, codes and links at will, at whatever route declares that it takes some, and logs how each
 * try has ended and where it came from: whoever watches over sign-ins needs to know.
 */
export function limitTries(server: FastifyInstance, app: INestApplication): void {
  const logger = new Logger('Tries');
  server.addHook('preHandler', async (request) => {
    if (!declaredEndpoint(request)?.isTry) return;
    const account = accountOf(request);
    await app.get(SignInLimit).take({ address: request.ip, ...(account !== undefined && { account }) });
  });
  server.addHook('onResponse', (request, { statusCode: status }, done) => {
    const { method, ip: address, id } = request;
    const { isTry, path } = declaredEndpoint(request) ?? {};
    if (isTry) {
      withCorrelationId(id, () => {
        logger[status < 400 ? 'log' : 'warn']({ msg: 'a try to sign in', method, path, status, address });
      });
    }
    done();
  });
}

/** Of whoever is signed in, or wants to be; however an address is written, as they are looked up by it. */
function accountOf({ principal, body }: FastifyRequest): string | undefined {
  if (principal) return principal.name;
  const { email } = (body ?? {}) as { readonly email?: unknown };
  return typeof email === 'string' ? `user:${emailKeyOf(email)}` : undefined;
}
