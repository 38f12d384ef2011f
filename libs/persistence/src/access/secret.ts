import { createHash, randomBytes } from 'node:crypto';

/** A text of 256 bits of chance, for a URL, a header or a cookie. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is kept of a secret. It has too many bits to be guessed, so that a fast hash is enough; found by it, it is never compared. */
export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
