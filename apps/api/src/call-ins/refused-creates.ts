import { type RefusedCode, type RefusedCounts, UseMinutes } from '@ctci/persistence';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';

/**
 * Counts the creates that this process has refused. No request waits for it: what was counted is written once a second,
 * and when the process stops. What cannot be written is kept for the next time, a few numbers for each group.
 *
 * Best effort: a process that is killed loses what it has counted in its last second, what is kept through an outage
 * counts for the minute in which it is written, and a write of which nobody knows whether it was made is made again.
 */
@Injectable()
export class RefusedCreates implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly logger = new Logger(RefusedCreates.name);
  private counts = new Map<string, RefusedCounts>();
  private clock: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;

  constructor(private readonly minutes: UseMinutes) {}

  count(groupId: string, code: RefusedCode, by = 1): void {
    const counts = this.counts.get(groupId);
    this.counts.set(groupId, { ...counts, [code]: (counts?.[code] ?? 0) + by });
  }

  onApplicationBootstrap(): void {
    this.clock = setInterval(() => {
      this.writing ??= this.write().finally(() => (this.writing = undefined));
    }, WRITE_EVERY_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.clock);
  }

  /** Once no request is answered any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.writing;
    await this.write();
  }

  /** Writes what has been counted since, or keeps it. */
  async write(): Promise<void> {
    const counts = this.counts;
    if (counts.size === 0) return;
    this.counts = new Map();
    try {
      await this.minutes.addRefused(counts);
    } catch (error) {
      this.logger.warn(error, 'could not write what was refused');
      for (const [groupId, refused] of counts) {
        for (const [code, by] of Object.entries(refused)) this.count(groupId, code as RefusedCode, by);
      }
    }
  }
}

const WRITE_EVERY_MS = 1_000;
