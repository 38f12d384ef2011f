import { type Redis } from '@ctci/platform';
import { addressBlock } from './address-block.js';
import { MinuteCounts } from './minute-counts.js';

/**
 * How many unknown keys may be shown from one address within a minute, for all API processes together. Each process
 * remembers which addresses it has found to be over it, so that a request that is refused asks nobody. Without Redis
 * nobody is: a key has too many bits to be guessed, and call-ins must not need Redis.
 */
export class WrongKeyLimit {
  private readonly counts: MinuteCounts;
  /** Until when, in milliseconds of this process; those that were found first come first. */
  private readonly over = new Map<string, number>();

  constructor(redis: Redis, { prefix, perMinute }: { readonly prefix: string; readonly perMinute: number }) {
    this.counts = new MinuteCounts(redis, { prefix: `${prefix}:wrong-key`, perMinute });
  }

  /** @returns in how many whole seconds an unknown key is looked up again; 0 if at once */
  waitOf(address: string | undefined): number {
    if (this.over.size === 0) return 0;
    const until = this.over.get(addressBlock(address)) ?? 0;
    return Math.max(0, Math.ceil((until - performance.now()) / 1_000));
  }

  /**
   * Counts a key that was looked up and is unknown.
   *
   * @returns as {@link waitOf}
   */
  async count(address: string | undefined): Promise<number> {
    const block = addressBlock(address);
    const wait = await this.counts.count(block).catch(() => 0);
    if (wait > 0) this.remember(block, performance.now() + wait * 1_000);
    return wait;
  }

  private remember(block: string, until: number): void {
    this.over.delete(block); // so that it counts among the newest
    this.over.set(block, until);
    const [oldest] = this.over.keys();
    if (this.over.size > REMEMBERED && oldest !== undefined) this.over.delete(oldest);
  }
}

/** One that is forgotten is found again by the next key that it shows. */
const REMEMBERED = 10_000;
