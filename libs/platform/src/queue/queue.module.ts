import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Redis } from 'ioredis';

import { failFastQueueOptions, producerConnection, workerConnection } from './connections.js';
import { OutspokenQueue, OutspokenWorker } from './outspoken.js';
import { QUEUE_ROLE, QueueLifecycle, type QueueRole } from './queue-lifecycle.js';

export interface QueueOptions {
  readonly redisUrl: string;
  /** Of every key in Redis. */
  readonly prefix: string;
  /** Whether commands fail or wait while Redis is away; see the two kinds of connection. */
  readonly role: QueueRole;
}

/**
 * The process's one Redis connection (inject it as `Redis`), shared by the queues that `BullModule.registerQueue` and
 * the workers that `@Processor` make. Workers are drained by this module, so processors need no hook of their own.
 */
@Module({})
export class QueueModule {
  static forRoot({ redisUrl, prefix, role }: QueueOptions): DynamicModule {
    BullModule.queueClass = OutspokenQueue;
    BullModule.workerClass = OutspokenWorker;
    const [connect, options] =
      role === 'producer' ? [producerConnection, failFastQueueOptions] : ([workerConnection, {}] as const);

    return {
      module: QueueModule,
      global: true,
      imports: [
        DiscoveryModule,
        BullModule.forRootAsync({
          inject: [Redis],
          useFactory: (connection: Redis) => ({ connection, prefix, ...options }),
        }),
      ],
      providers: [
        { provide: Redis, useFactory: () => connect(redisUrl) },
        { provide: QUEUE_ROLE, useValue: role },
        QueueLifecycle,
      ],
      exports: [Redis],
    };
  }
}
