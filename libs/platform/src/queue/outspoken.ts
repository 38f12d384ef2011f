import { Logger } from '@nestjs/common';
import { Queue, type QueueOptions, Worker } from 'bullmq';
import { type Redis } from 'ioredis';

/*
 * BullMQ prints an 'error' that nobody listens to, with its stack, at every attempt to connect. These listen from
 * their first moment on.
 */

export class OutspokenQueue extends Queue {
  constructor(name: string, options: QueueOptions) {
    super(name, options);
    this.on('error', (error) => {
      logUnlessOutage(error, name);
    });
  }
}

/** Also stops while Redis is away: BullMQ's own close waits until it is back (measured: without end). */
export class OutspokenWorker extends Worker {
  private readonly jobsRunning = new Set<Promise<unknown>>();
  private ending: Promise<void> | undefined;

  constructor(...args: ConstructorParameters<typeof Worker>) {
    super(...args);
    this.on('error', (error) => {
      logUnlessOutage(error, args[0]);
    });
    this.on('failed', (job, error) => {
      logger.error({ msg: 'job failed', queue: args[0], job: job?.id, attempt: job?.attemptsMade, err: error });
    });
  }

  /** Ends once the running jobs have, whether Redis can be told or not; what it was not told runs again elsewhere. */
  override close(force = false): Promise<void> {
    this.ending ??= this.end(force, this.opts.connection as Redis);
    return this.ending;
  }

  protected override callProcessJob(...args: Parameters<Worker['callProcessJob']>): Promise<unknown> {
    const run = super.callProcessJob(...args).finally(() => this.jobsRunning.delete(run));
    this.jobsRunning.add(run);
    return run;
  }

  private async end(force: boolean, redis: Redis): Promise<void> {
    if (force) return super.close(true);
    if (redis.status !== 'ready') {
      await Promise.allSettled(this.jobsRunning);
      return super.close(true);
    }
    const lost = new Promise((resolve) => redis.once('close', resolve));
    const endedWithoutRedis = lost.then(async () => {
      await Promise.allSettled(this.jobsRunning);
      await this.lockManager.close();
      void this.backend.close(true);
    });
    await Promise.race([super.close(), endedWithoutRedis]);
  }
}

/** A lost connection is logged once, by the connection itself. */
export function logUnlessOutage(error: Error & { code?: string }, queueName: string): void {
  const isOutage = (error.code !== undefined && NETWORK_CODE.test(error.code)) || CONNECTION_LOST.test(error.message);
  if (!isOutage) logger.error(`${queueName}: ${error.message}`);
}

const logger = new Logger('Queue');
const NETWORK_CODE = /^(E[A-Z]+|EAI_[A-Z]+|UND_ERR_[A-Z_]+)$/;
const CONNECTION_LOST = /Connection is closed|isn't writeable|max retries per request|timed out|Socket timeout/i;
