import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { ProblemError } from '../http/problem-error.js';
import { type BuiltPage, NONCE, type PageFile } from './built-page.js';

/**
 * Answers the page to whatever address is none of the API, so that each of its views can be opened and reloaded. Its
 * document is never kept by a browser; its other files are named after their content and kept forever.
 */
export function servePage(server: FastifyInstance, page: BuiltPage): void {
  server.get(PAGE_ROUTE, (request, reply) => {
    const path = pathOf(request);
    if (!isPagePath(path)) throw new ProblemError('ROUTE_NOT_FOUND');
    const file = page.files.get(path);
    if (file) return sendFile(file, request, reply);
    if (path.startsWith('/assets/')) throw new ProblemError('ROUTE_NOT_FOUND');
    return sendDocument(page, reply);
  });
}

/** Whether a request is for the page, which anybody may have: it holds no data. */
export const isForPage = (request: FastifyRequest): boolean =>
  request.routeOptions.url === PAGE_ROUTE && isPagePath(pathOf(request));

/** Whether no route of the API is behind an address: the page's own takes every one that is left. */
export const isUnknown = ({ routeOptions: { url } }: FastifyRequest): boolean =>
  url === undefined || url === PAGE_ROUTE;

function sendFile(file: PageFile, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const isPacked = file.gzipped !== null && /\bgzip\b/.test(headers['accept-encoding'] ?? '');
  if (isPacked) void reply.header('content-encoding', 'gzip');
  return reply
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('vary', 'accept-encoding')
    .type(file.type)
    .send(isPacked ? file.gzipped : file.body);
}

function sendDocument({ document }: BuiltPage, reply: FastifyReply): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  return reply
    .header('cache-control', 'no-cache')
    .header('content-security-policy', policy(nonce))
    .header('permissions-policy', 'camera=(), geolocation=(), microphone=()')
    .type('text/html; charset=utf-8')
    .send(document.replaceAll(NONCE, nonce));
}

/** As of every answer, and more: the component library makes style elements as it runs, which carry the nonce. */
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

const isPagePath = (path: string): boolean => !OF_THE_API.some((base) => path === base || path.startsWith(`${base}/`));

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '';

const PAGE_ROUTE = '/*';
const OF_THE_API = ['/api', '/engagement', '/health', '/problems', '/socket.io'];
