/** Whole seconds until a moment, rounded up, never less than 1: what `Retry-After` may carry (RFC 9110, 10.2.3). */
export const retryAfterSeconds = (at: Date, now: Date): number =>
  Math.max(1, Math.ceil((at.getTime() - now.getTime()) / 1_000));
