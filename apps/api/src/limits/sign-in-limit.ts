import { type Redis } from '@ctci/platform';
import { ProblemError } from '../http/problem-error.js';
import { addressBlock } from './address-block.js';
import { MinuteCounts } from './minute-counts.js';

/**
 * How often within a minute somebody may try a password, a code or a link: by the account that is tried, and by the
 * address that tries. Without Redis nobody is let try: whoever could keep it away could guess without end.
 */
export class SignInLimit {
  private readonly counts: MinuteCounts;

  constructor(redis: Redis, { prefix, perMinute }: { readonly prefix: string; readonly perMinute: number }) {
    this.counts = new MinuteCounts(redis, { prefix: `${prefix}:sign-in`, perMinute });
  }

  /**
   * Counts a try.
   *
   * @param account its name, in one spelling; none where it is not known yet
   * @throws ProblemError `RATE_LIMITED` with the seconds until the minute is over; `SIGN_IN_UNAVAILABLE` without Redis
   */
  async take({ account, address }: { readonly account?: string; readonly address: string }): Promise<void> {
    const tried = [`address:${addressBlock(address)}`, ...(account === undefined ? [] : [`account:${account}`])];
    const waits = await Promise.all(tried.map((what) => this.counts.count(what))).catch(() => {
      throw new ProblemError('SIGN_IN_UNAVAILABLE');
    });
    const wait = Math.max(...waits);
    if (wait > 0) throw new ProblemError('RATE_LIMITED', undefined, undefined, wait);
  }
}
