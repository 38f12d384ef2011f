import { importQueue } from '@ctci/contracts';
import { logUnlessOutage, workerConnection } from '@ctci/platform';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { QueueEvents } from 'bullmq';

/** Hears from Redis that an import has changed; what has changed is for MongoDB to say. */
@Injectable()
export class ImportNewsListener implements OnApplicationShutdown {
  private events: QueueEvents | undefined;
  private connection: ReturnType<typeof workerConnection> | undefined;

  constructor(private readonly redis: { readonly url: string; readonly prefix: string }) {}

  listen(onNews: (importId: string) => void): void {
    this.connection = workerConnection(this.redis.url);
    this.events = new QueueEvents(importQueue.name, { connection: this.connection, prefix: this.redis.prefix });
    this.events.on('error', (error) => {
      logUnlessOutage(error, importQueue.name);
    });
    this.events.on('progress', ({ data }) => {
      const news = importQueue.news.safeParse(data);
      if (news.success) onNews(news.data.importId);
    });
  }

  /** Closing in order would wait for a Redis that is away (measured: without end). */
  async onApplicationShutdown(): Promise<void> {
    const isAway = this.connection?.status !== 'ready';
    const closed = this.events?.close().catch(() => undefined);
    if (!isAway) await closed;
    this.connection?.disconnect();
  }
}
