import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { getConnectionToken, InjectConnection, MongooseModule } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';
import { ApiKeyRepository } from '../access/api-key.repository.js';
import { FirstStart } from '../access/first-start.js';
import { OpenIdUserRepository } from '../access/open-id-user.repository.js';
import { SessionRepository } from '../access/session.repository.js';
import { SignInRepository } from '../access/sign-in.repository.js';
import { UserRepository } from '../access/user.repository.js';
import { AuditLog } from '../audit/audit-log.js';
import { AttemptRepository } from '../call-in/attempt.repository.js';
import { CallerErasure } from '../call-in/caller-erasure.js';
import { CallInChanges } from '../call-in/call-in-changes.js';
import { CallInEnds } from '../call-in/call-in-ends.js';
import { CallInRepository } from '../call-in/call-in.repository.js';
import { LeaseRepository } from '../call-in/lease.repository.js';
import { LiveCallIns } from '../call-in/live-call-ins.js';
import { NextFree } from '../call-in/next-free.js';
import { Records } from '../call-in/records.js';
import { GroupRepository } from '../group/group.repository.js';
import { GroupUses } from '../group/group-uses.js';
import { UseMinutes } from '../group/use-minutes.js';
import { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import { ImportRepository } from '../import/import.repository.js';
import { ImportCommits } from '../import/import-commits.js';
import { ImportRuns } from '../import/import-runs.js';
import { ImportSteps } from '../import/import-steps.js';
import { ImportUndos } from '../import/import-undos.js';
import { RowErrorRepository } from '../import/row-error.repository.js';
import { Draining } from '../number/draining.js';
import { NumberRepository } from '../number/number.repository.js';
import { NumberStates } from '../number/number-states.js';
import { PoolNumbers } from '../number/pool-numbers.js';
import { AbandonedTransactions } from './abandoned-transactions.js';
import { MongoCheck } from './mongo-check.js';
import { connectDatabase } from './connect-database.js';
import { MODELS } from './prepare-database.js';
import { Retention } from './retention.js';

const repositories = [
  AbandonedTransactions,
  ApiKeyRepository,
  AttemptRepository,
  AuditLog,
  CallerErasure,
  CallInChanges,
  CallInEnds,
  CallInRepository,
  Draining,
  FirstStart,
  GroupRepository,
  GroupUses,
  IdempotencyKeys,
  ImportCommits,
  ImportRepository,
  ImportRuns,
  ImportSteps,
  ImportUndos,
  LeaseRepository,
  LiveCallIns,
  MongoCheck,
  NextFree,
  NumberRepository,
  NumberStates,
  OpenIdUserRepository,
  PoolNumbers,
  Records,
  Retention,
  RowErrorRepository,
  SessionRepository,
  SignInRepository,
  UseMinutes,
  UserRepository,
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
