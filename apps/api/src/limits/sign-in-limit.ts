import { type Redis } from '@ctci/platform';
import { createHash } from 'node:crypto';
import { ProblemError } from '../http/problem-error.js';
import { addressBlock } from './address-block.js';

/**
 * How often within a minute somebody may try a password, a code or a link: by the account that is tried, and by the
 * address that tries. Counted in Redis, for all API processes together. Without Redis nobody is let try: whoever could
 * keep it away could guess without end.
 */
export class SignInLimit {
  constructor(
    private readonly redis: Redis,
    private readonly options: { readonly prefix: string; readonly perMinute: number },
  ) {}

  /**
   * Counts a try.
   *
   * @param account whatever names it, in any case; none where it is not known yet
   * @throws ProblemError `RATE_LIMITED` with the seconds until the minute is over; `SIGN_IN_UNAVAILABLE` without Redis
   */
  async take({ account, address }: { readonly account?: string; readonly address: string }): Promise<void> {
    const tried = [
      `address:${addressBlock(address)}`,
      ...(account === undefined ? [] : [`account:${account.trim().toLowerCase()}`]),
    ];
    const waits = await Promise.all(tried.map((what) => this.count(what))).catch(() => {
      throw new ProblemError('SIGN_IN_UNAVAILABLE');
    });
    const wait = Math.max(...waits);
    if (wait > 0) throw new ProblemError('RATE_LIMITED', undefined, undefined, wait);
  }

  /** @returns in how many seconds the next try may be made; 0 if this one may */
  private async count(what: string): Promise<number> {
    // Whose account it is, is for nobody who can read Redis.
    const hash = createHash('sha256').update(what).digest('base64url');
    const key = `${this.options.prefix}:sign-in:${hash}`;
    const [tries, restMs] = (await this.redis.eval(COUNT, 1, key, MINUTE_MS)) as [number, number];
    return tries > this.options.perMinute ? Math.max(1, Math.ceil(restMs / 1_000)) : 0;
  }
}

const MINUTE_MS = 60_000;

const COUNT = `
  local tries = redis.call('INCR', KEYS[1])
  if tries == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  return { tries, redis.call('PTTL', KEYS[1]) }`;
