import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** Joins what several processes log and answer about one request: taken from the caller if it is harmless, else made. */
export const CORRELATION_HEADER = 'x-correlation-id';

/** The caller's id if it can stand in a header and a log line, else a new UUID. */
export function correlationIdOf(header: unknown): string {
  return typeof header === 'string' && ACCEPTED.test(header) ? header : randomUUID();
}

/**
 * Runs fn so that every log line written meanwhile, across awaits too, carries this id. Requests have it by
 * themselves; a processor wraps its job: `withCorrelationId(payload.correlationId, () => …)`.
 */
export function withCorrelationId<T>(id: string, fn: () => T): T {
  return current.run(id, fn);
}

/** The id of the request or job that is being worked on; undefined outside of one. */
export function currentCorrelationId(): string | undefined {
  return current.getStore();
}

const ACCEPTED = /^[A-Za-z0-9._-]{1,128}$/;

const current = new AsyncLocalStorage<string>();
