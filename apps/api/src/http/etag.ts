import { createHash } from 'node:crypto';
import { ProblemError } from './problem-error.js';

/** A strong ETag (RFC 9110, 8.8.3) of these values. */
export function etagOf(...values: readonly (string | number)[]): string {
  const digest = createHash('sha256').update(JSON.stringify(values)).digest('base64url');
  return `"${digest.slice(0, 22)}"`;
}

/** Whether a list of ETags, as `If-Match` and `If-None-Match` send it, names this one. `*` names every one. */
export const namesEtag = (header: string, etag: string): boolean =>
  header.split(',').some((listed) => ['*', etag].includes(listed.trim().replace(/^W\//, '')));

/** Holds a change to the version it was made for, where the client names one. */
export function requireMatch(ifMatch: string | undefined, etag: string): void {
  if (ifMatch !== undefined && !namesEtag(ifMatch, etag)) throw new ProblemError('PRECONDITION_FAILED');
}
