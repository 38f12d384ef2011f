import { expiryQueue } from '@ctci/contracts';
import { InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Job, type Queue, UnrecoverableError } from 'bullmq';
import { FinishLeftovers } from './finish-leftovers.js';

/** Queue edge of the recurring work, and what makes it recur. */
@Processor(expiryQueue.name)
export class ExpiryProcessor extends WorkerHost implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ExpiryProcessor.name);
  private clock: NodeJS.Timeout | undefined;

  constructor(
    private readonly finishLeftovers: FinishLeftovers,
    @InjectQueue(expiryQueue.name) private readonly queue: Queue,
  ) {
    super();
  }

  /** Again and again, because a Redis that was flushed has forgotten its schedulers. */
  onApplicationBootstrap(): void {
    this.schedule();
    this.clock = setInterval(() => {
      this.schedule();
    }, TICK_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.clock);
  }

  async process(job: Job<unknown>): Promise<void> {
    if (job.name !== expiryQueue.finishLeftovers) throw new UnrecoverableError(`unknown job ${job.name}`);
    await this.finishLeftovers.execute();
  }

  private schedule(): void {
    const opts = { removeOnComplete: true, removeOnFail: true };
    this.queue
      .upsertJobScheduler(expiryQueue.finishLeftovers, { every: TICK_MS }, { name: expiryQueue.finishLeftovers, opts })
      .catch((error: unknown) => {
        this.logger.warn(error, 'could not schedule');
      });
  }
}

const TICK_MS = 5_000;
