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

  async onApplicationShutdown(): Promise<void> {
    await this.events?.close();
    this.connection?.disconnect();
  }
}
