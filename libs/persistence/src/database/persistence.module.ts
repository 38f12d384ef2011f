import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { getConnectionToken, InjectConnection, MongooseModule } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';
import { ApiKeyRepository } from '../access/api-key.repository.js';
import { GroupRepository } from '../group/group.repository.js';
import { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import { ImportRepository } from '../import/import.repository.js';
import { ImportCommits } from '../import/import-commits.js';
import { ImportRuns } from '../import/import-runs.js';
import { ImportSteps } from '../import/import-steps.js';
import { ImportUndos } from '../import/import-undos.js';
import { RowErrorRepository } from '../import/row-error.repository.js';
import { Draining } from '../number/draining.js';
import { NumberRepository } from '../number/number.repository.js';
import { MongoCheck } from './mongo-check.js';
import { connectDatabase } from './connect-database.js';
import { MODELS } from './prepare-database.js';

const repositories = [
  ApiKeyRepository,
  Draining,
  GroupRepository,
  IdempotencyKeys,
  ImportCommits,
  ImportRepository,
  ImportRuns,
  ImportSteps,
  ImportUndos,
  MongoCheck,
  NumberRepository,
  RowErrorRepository,
];

/** Everything that knows MongoDB. Import it after the modules whose work needs it, so that it closes after them. */
@Module({})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  static forRoot(mongodbUri: string): DynamicModule {
    const connection = { provide: getConnectionToken(), useFactory: () => connectDatabase(mongodbUri) };
    return {
      module: PersistenceModule,
      global: true,
      imports: [MongooseModule.forFeature(MODELS.map(({ name, schema }) => ({ name, schema })))],
      providers: [connection, ...repositories],
      exports: [connection, ...repositories],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
  }
}
