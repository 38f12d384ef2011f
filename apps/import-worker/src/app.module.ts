import { importQueue } from '@ctci/contracts';
import {
  Draining,
  GroupRepository,
  ImportCommits,
  ImportRepository,
  ImportRuns,
  MongoCheck,
  NumberRepository,
  PersistenceModule,
} from '@ctci/persistence';
import { HealthModule, numberRules, QueueModule, Redis, redisCheck } from '@ctci/platform';
import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { type ImportWorkerConfig } from './config.js';
import { ImportProcessor } from './import/import.processor.js';
import { RunImport } from './import/run-import.js';
import { ValidateFile } from './import/validate-file.js';

@Module({})
class AppModule {}

/** The composition of the import worker. */
export function appModule(config: ImportWorkerConfig): DynamicModule {
  return {
    module: AppModule,
    imports: [
      QueueModule.forRoot({ redisUrl: config.REDIS_URL, prefix: config.QUEUE_PREFIX, role: 'worker' }),
      BullModule.registerQueue({ name: importQueue.name }),
      PersistenceModule.forRoot(config.MONGODB_URI),
      HealthModule.forRootAsync({
        inject: [MongoCheck, Redis],
        useFactory: (mongo: MongoCheck, redis: Redis) => [mongo, redisCheck(redis, { required: true })],
      }),
    ],
    providers: [
      {
        provide: ImportProcessor,
        inject: [RunImport],
        useFactory: (runImport: RunImport) => new ImportProcessor(runImport, config.IMPORT_CONCURRENCY),
      },
      {
        provide: ValidateFile,
        inject: [GroupRepository, NumberRepository, ImportRuns, Draining],
        useFactory: (groups: GroupRepository, numbers: NumberRepository, runs: ImportRuns, draining: Draining) =>
          new ValidateFile(groups, numbers, runs, draining, {
            rules: numberRules(config),
            batchRows: config.IMPORT_BATCH_ROWS,
          }),
      },
      {
        provide: RunImport,
        inject: [ImportRepository, ImportRuns, ValidateFile, ImportCommits, Draining],
        useFactory: (...parts: ConstructorParameters<typeof RunImport>) => new RunImport(...parts),
      },
    ],
  };
}
