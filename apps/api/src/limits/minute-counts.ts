import { type Redis } from '@ctci/platform';
import { createHash } from 'node:crypto';

/** Counts what is tried, minute by minute, in Redis, for all API processes together. */
export class MinuteCounts {
  /** @param options `prefix` of the keys in Redis */
  constructor(
    private readonly redis: Redis,
    private readonly options: { readonly prefix: string; readonly perMinute: number },
  ) {}

  /**
   * Counts one.
   *
   * @returns in how many whole seconds the next is within the limit; 0 if this one is
   * @throws without Redis
   */
  async count(what: string): Promise<number> {
    // Whose account it is, is for nobody who can read Redis.
    const hash = createHash('sha256').update(what).digest('base64url');
    const key = `${this.options.prefix}:${hash}`;
    const [tries, restMs] = (await this.redis.eval(COUNT, 1, key, MINUTE_MS)) as [number, number];
    return tries > this.options.perMinute ? Math.max(1, Math.ceil(restMs / 1_000)) : 0;
  }
}

const MINUTE_MS = 60_000;

const COUNT = `
  local tries = redis.call('INCR', KEYS[1])
  if tries == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  return { tries, redis.call('PTTL', KEYS[1]) }`;
