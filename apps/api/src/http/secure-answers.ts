import helmet from '@fastify/helmet';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance } from 'fastify';

/**
 * Security headers on every answer. The policy is that of the page, whose scripts and styles are files of this origin:
 * nothing inline, nothing from elsewhere, framed by nobody. `'self'` takes in the socket.
 */
export async function secureAnswers(app: NestFastifyApplication, server: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: POLICY },
    // Of this host alone: what else runs below its name is not for this service to say. Browsers heed it over TLS only.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    // What no browser of today heeds costs every answer some bytes.
    ...{ dnsPrefetchControl: false, ieNoOpen: false, originAgentCluster: false },
    ...{ permittedCrossDomainPolicies: false, xssFilter: false },
  });
  server.addHook('onRequest', (request, reply, done) => {
    const { url } = request;
    // What is answered about callers, people and keys is kept by no cache.
    if (url.startsWith('/api/v1') || url.startsWith('/engagement')) void reply.header('cache-control', 'no-store');
    if (url.startsWith('/api/docs')) void reply.header('content-security-policy', POLICY_OF_DOCS);
    done();
  });
}

const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/** Swagger UI sets styles in its elements; its scripts are files all the same. */
const POLICY_OF_DOCS = [
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
  "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
].join('; ');
