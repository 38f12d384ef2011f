import { type DynamicModule, Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { type ConnectOptions } from 'mongoose';
import { ApiKeyRepository } from '../access/api-key.repository.js';
import { GroupRepository } from '../group/group.repository.js';
import { ImportRepository } from '../import/import.repository.js';
import { ImportCommits } from '../import/import-commits.js';
import { ImportRuns } from '../import/import-runs.js';
import { RowErrorRepository } from '../import/row-error.repository.js';
import { NumberRepository } from '../number/number.repository.js';
import { MongoCheck } from './mongo-check.js';
import { MODELS, prepareDatabase } from './prepare-database.js';

/**
 * How every process talks to MongoDB, whatever its URI says: what a user was told is accepted is on a majority, and
 * decisions are read from the primary.
 */
const SAFE: ConnectOptions = {
  writeConcern: { w: 'majority', journal: true },
  readPreference: 'primary',
  readConcern: { level: 'majority' },
  retryWrites: true,
  serverSelectionTimeoutMS: 3_000,
};

const repositories = [
  ApiKeyRepository,
  GroupRepository,
  ImportCommits,
  ImportRepository,
  ImportRuns,
  MongoCheck,
  NumberRepository,
  RowErrorRepository,
];

/** Everything that knows MongoDB. Import it after the modules whose work needs it, so that it closes after them. */
@Module({})
export class PersistenceModule {
  static forRoot(mongodbUri: string): DynamicModule {
    return {
      module: PersistenceModule,
      global: true,
      imports: [
        MongooseModule.forRoot(mongodbUri, {
          ...SAFE,
          autoIndex: false,
          autoCreate: false,
          connectionFactory: prepareDatabase,
          retryAttempts: 10,
          retryDelay: 2_000,
        }),
        MongooseModule.forFeature(MODELS.map(({ name, schema }) => ({ name, schema }))),
      ],
      providers: repositories,
      exports: repositories,
    };
  }
}
