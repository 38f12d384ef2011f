import { type Redis } from '@ctci/platform';
import { Logger } from '@nestjs/common';
import { type Principal } from '../access/principal.js';

export interface RateLimitOptions {
  /** Of the keys in Redis. */
  readonly prefix: string;
  /** Requests a second, of each. */
  readonly key: number;
  readonly person: number;
}

interface Count {
  /** Requests that this process has let through within the second. */
  own: number;
  /** Of those, the ones that the other processes have been told of. */
  told: number;
  /** Those of the other processes, as far as they have told. */
  others: number;
}

/**
 * How many requests a caller may send within a second, for all API processes together. A process counts by itself, which
 * costs a look into a map, and ten times a second the processes tell each other through Redis: so a caller who spreads
 * over several may exceed the limit by what they take within a tenth of a second. Without Redis each counts alone.
 */
export class RateLimits {
  private readonly logger = new Logger(RateLimits.name);
  private readonly clock: NodeJS.Timeout;
  private second = 0;
  private counts = new Map<string, Count>();

  constructor(
    private readonly redis: Redis,
    private readonly options: RateLimitOptions,
  ) {
    this.clock = setInterval(() => {
      this.share().catch((error: unknown) => {
        this.logger.debug(error, 'requests were counted by this process alone');
      });
    }, SHARED_EVERY_MS).unref();
  }

  /**
   * Counts a request.
   *
   * @param nowMs milliseconds since 1970
   * @returns null if it may go on; else in how many whole seconds it may, which is when the next one begins
   */
  take({ kind, name }: Pick<Principal, 'kind' | 'name'>, nowMs = Date.now()): number | null {
    this.begin(nowMs);
    let count = this.counts.get(name);
    if (!count) this.counts.set(name, (count = { own: 0, told: 0, others: 0 }));
    if (count.own + count.others >= this.options[kind]) return 1;
    count.own += 1;
    return null;
  }

  onModuleDestroy(): void {
    clearInterval(this.clock);
  }

  private begin(nowMs: number): void {
    const second = Math.floor(nowMs / 1_000);
    if (second === this.second) return;
    this.second = second;
    this.counts = new Map();
  }

  private async share(): Promise<void> {
    const { second, counts } = this;
    const active = [...counts];
    if (active.length === 0 || this.redis.status !== 'ready') return;
    const pipeline = this.redis.pipeline();
    for (const [name, count] of active) {
      const key = `${this.options.prefix}:rate:${second}:${name}`;
      pipeline.incrby(key, count.own - count.told).pexpire(key, KEPT_MS);
      count.told = count.own;
    }
    const answers = (await pipeline.exec()) ?? [];
    active.forEach(([, count], index) => {
      const total = answers[2 * index]?.[1];
      if (typeof total === 'number') count.others = total - count.told;
    });
  }
}

const SHARED_EVERY_MS = 100;

/** Longer than the second that is counted, whatever the clocks of the machines say. */
const KEPT_MS = 5_000;
