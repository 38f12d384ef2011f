import { expiryQueue } from '@ctci/contracts';
import { type UseMinutes } from '@ctci/persistence';
import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Job, type Queue, UnrecoverableError } from 'bullmq';
import { ExpireCallIns } from './expire-call-ins.js';
import { FinishLeftovers } from './finish-leftovers.js';

/** Queue edge of the recurring work, and what makes it recur. */
@Processor(expiryQueue.name, { concurrency: 4 })
export class ExpiryProcessor extends WorkerHost implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ExpiryProcessor.name);
  private clock: NodeJS.Timeout | undefined;

  constructor(
    private readonly expireCallIns: ExpireCallIns,
    private readonly finishLeftovers: FinishLeftovers,
    private readonly useMinutes: UseMinutes,
    private readonly queue: Queue,
    private readonly forgetOld: () => Promise<void>,
  ) {
    super();
  }

  /** Again and again, because a Redis that was flushed has forgotten its schedulers. */
  onApplicationBootstrap(): void {
    this.schedule();
    this.clock = setInterval(() => {
      this.schedule();
    }, RESCHEDULE_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.clock);
  }

  async process(job: Job<unknown>): Promise<void> {
    switch (job.name) {
      case expiryQueue.expireCallIns:
        return this.expireCallIns.execute(0, (batches) => this.shareOut(batches));
      case expiryQueue.expireMore:
        return this.expireCallIns.execute(expiryQueue.expireMorePayload.parse(job.data).skippedBatches);
      case expiryQueue.finishLeftovers:
        return this.finishLeftovers.execute();
      case expiryQueue.forgetOld:
        return this.forgetOld();
      case expiryQueue.sampleUse:
        return this.useMinutes.sample();
      default:
        throw new UnrecoverableError(`unknown job ${job.name}`);
    }
  }

  /** A job for each batch but the first, which whoever shares out is at. */
  private async shareOut(batches: number): Promise<void> {
    const others = Array.from({ length: Math.max(0, batches - 1) }, (_, index) => ({
      name: expiryQueue.expireMore,
      data: { skippedBatches: index + 1 },
      opts: OPTS,
    }));
    if (others.length > 0) await this.queue.addBulk(others);
  }

  private schedule(): void {
    for (const [name, every] of Object.entries(EVERY_MS)) {
      this.queue.upsertJobScheduler(name, { every }, { name, opts: OPTS }).catch((error: unknown) => {
        this.logger.warn(error, 'could not schedule');
      });
    }
  }
}

const RESCHEDULE_MS = 5_000;

const EVERY_MS = {
  [expiryQueue.expireCallIns]: 250,
  [expiryQueue.finishLeftovers]: 5_000,
  [expiryQueue.sampleUse]: 10_000,
  [expiryQueue.forgetOld]: 60_000,
};

const OPTS = { removeOnComplete: true, removeOnFail: true };
