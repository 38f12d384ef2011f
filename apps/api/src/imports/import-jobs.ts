import { type ImportJob, importJob, importQueue } from '@ctci/contracts';
import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger } from '@nestjs/common';
import { type Queue } from 'bullmq';

/** Tells the import workers that there is work. */
@Injectable()
export class ImportJobs {
  private readonly logger = new Logger(ImportJobs.name);

  constructor(@InjectQueue(importQueue.name) private readonly queue: Queue<ImportJob>) {}

  /** Best effort, one second at most: what Redis does not take, the expiry worker finds in MongoDB and adds again. */
  async add(data: ImportJob): Promise<void> {
    const job = importJob(data);
    try {
      await this.queue.add(job.name, job.data, job.opts);
    } catch (error) {
      this.logger.warn({ importId: data.importId, reason: (error as Error).message }, 'Redis did not take the job');
    }
  }
}
