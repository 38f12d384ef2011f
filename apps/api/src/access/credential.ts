import { parseCookie } from 'cookie';
import { type IncomingHttpHeaders } from 'node:http';
import { SESSION_COOKIES } from './cookies.js';

/** What somebody shows to be let in. */
export interface Credential {
  readonly kind: 'key' | 'session';
  readonly secret: unknown;
}

/**
 * An API key comes before a cookie: a browser sends the cookie by itself, so that a key tells more of what is meant.
 *
 * @param apiKey where a socket has sent it in its handshake
 */
export function credentialOf(headers: IncomingHttpHeaders, apiKey: unknown = headers['x-api-key']): Credential | null {
  if (apiKey !== undefined) return { kind: 'key', secret: apiKey };
  const secret = cookieOf(headers, SESSION_COOKIES);
  return secret === undefined ? null : { kind: 'session', secret };
}

/** The cookie of one of these names. */
export function cookieOf({ cookie }: IncomingHttpHeaders, names: readonly string[]): string | undefined {
  if (cookie === undefined) return undefined;
  const cookies = parseCookie(cookie);
  return names.map((name) => cookies[name]).find((value) => value !== undefined);
}
