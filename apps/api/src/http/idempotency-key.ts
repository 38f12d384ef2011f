import { type IdempotencyKey } from '@ctci/persistence';
import { type FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { invalid } from './problem-error.js';

/**
 * The key that a request carries, told apart from the same key of others, of other methods and of other paths.
 *
 * @param body as it was checked; for an upload, whatever stands for it
 * @returns undefined where the request carries none
 * @throws ProblemError for a header that is no key
 */
export function idempotencyKeyOf(request: FastifyRequest, body: unknown): IdempotencyKey | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) throw invalid([NO_KEY]);

  const [path] = request.url.split('?', 1);
  const id = hashOf([request.principal?.name, request.method, path, key]);
  return { id, fingerprint: hashOf(body) };
}

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

const NO_KEY = {
  path: 'Idempotency-Key',
  code: 'INVALID',
  message: 'Send one key of 1 to 255 visible ASCII characters, such as a UUID.',
};
