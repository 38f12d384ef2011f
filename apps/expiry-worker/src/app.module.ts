import { expiryQueue, importQueue } from '@ctci/contracts';
import {
  AbandonedTransactions,
  CallInEnds,
  Draining,
  ImportRepository,
  ImportSteps,
  MongoCheck,
  PersistenceModule,
  Retention,
  UseMinutes,
} from '@ctci/persistence';
import { HealthModule, QueueModule, Redis, redisCheck } from '@ctci/platform';
import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { type Queue } from 'bullmq';
import { type ExpiryWorkerConfig } from './config.js';
import { ExpireCallIns } from './expiry/expire-call-ins.js';
import { ExpiryProcessor } from './expiry/expiry.processor.js';
import { FinishLeftovers } from './expiry/finish-leftovers.js';

@Module({})
class AppModule {}

/** The composition of the expiry worker. */
export function appModule(config: ExpiryWorkerConfig): DynamicModule {
  return {
    module: AppModule,
    imports: [
      QueueModule.forRoot({ redisUrl: config.REDIS_URL, prefix: config.QUEUE_PREFIX, role: 'worker' }),
      BullModule.registerQueue({ name: expiryQueue.name }, { name: importQueue.name }),
      PersistenceModule.forRoot(config.MONGODB_URI),
      HealthModule.forRootAsync({
        inject: [MongoCheck, Redis],
        useFactory: (mongo: MongoCheck, redis: Redis) => [mongo, redisCheck(redis, { required: true })],
      }),
    ],
    providers: [
      {
        provide: ExpiryProcessor,
        inject: [Retention, ExpireCallIns, FinishLeftovers, UseMinutes, getQueueToken(expiryQueue.name)],
        useFactory: (retention: Retention, ...parts: [ExpireCallIns, FinishLeftovers, UseMinutes, Queue]) =>
          new ExpiryProcessor(...parts, () =>
            retention.forget({
              records: config.RETENTION_RECORDS_DAYS,
              importFiles: config.RETENTION_IMPORT_FILES_DAYS,
              audit: config.RETENTION_AUDIT_DAYS,
            }),
          ),
      },
      { provide: ExpireCallIns, inject: [CallInEnds], useFactory: (ends: CallInEnds) => new ExpireCallIns(ends) },
      {
        provide: FinishLeftovers,
        inject: [ImportRepository, ImportSteps, Draining, AbandonedTransactions, getQueueToken(importQueue.name)],
        useFactory: (...parts: ConstructorParameters<typeof FinishLeftovers>) => new FinishLeftovers(...parts),
      },
    ],
  };
}
