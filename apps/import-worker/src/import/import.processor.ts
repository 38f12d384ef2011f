import { type ImportNews, importQueue } from '@ctci/contracts';
import { withCorrelationId } from '@ctci/platform';
import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { type Job, UnrecoverableError } from 'bullmq';
import { RunImport } from './run-import.js';

/** Queue edge of {@link RunImport}: checks the payload and passes the news on. No rules here. */
@Processor(importQueue.name, {
  // A killed worker's import is taken up by another after its lock and two checks: 9 s at most. How often that may
  // happen is for ImportRuns.claim to judge, so BullMQ's own count is out of reach.
  lockDuration: 5_000,
  stalledInterval: 2_000,
  maxStalledCount: 100,
})
export class ImportProcessor extends WorkerHost implements OnApplicationBootstrap {
  private readonly logger = new Logger(ImportProcessor.name);

  /** @param concurrency imports that this process runs at once */
  constructor(
    private readonly runImport: RunImport,
    private readonly concurrency: number,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    this.worker.concurrency = this.concurrency;
  }

  async process(job: Job<unknown>): Promise<void> {
    if (job.name !== importQueue.job) throw new UnrecoverableError(`unknown job ${job.name}`);
    const payload = importQueue.payload.safeParse(job.data);
    if (!payload.success) throw new UnrecoverableError(`${job.name}: ${payload.error.message}`);

    const { importId, correlationId } = payload.data;
    await withCorrelationId(correlationId, async () => {
      this.logger.log({ msg: 'import begun', importId });
      await this.runImport.execute(importId, (seq) => {
        this.announce(job, { importId, seq });
      });
      this.logger.log({ msg: 'import left', importId });
    });
  }

  /** Best effort: whoever watches looks into MongoDB by itself once a second. */
  private announce(job: Job<unknown>, news: ImportNews): void {
    job.updateProgress(news).catch((error: unknown) => {
      this.logger.debug(error, 'news not told');
    });
  }
}
