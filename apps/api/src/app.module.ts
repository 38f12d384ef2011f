import { expiryQueue, importQueue } from '@ctci/contracts';
import { type NumberRules } from '@ctci/domain';
import { GroupRepository, ImportRepository, ImportSteps, MongoCheck } from '@ctci/persistence';
import { NumberStates, PersistenceModule } from '@ctci/persistence';
import { HealthModule, numberRules, QueueModule, Redis, redisCheck } from '@ctci/platform';
import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { accessControllers, accessProviders } from './access/access.providers.js';
import { AuditController } from './audit/audit.controller.js';
import { CallInExportController } from './call-ins/call-in-export.controller.js';
import { CallInsController } from './call-ins/call-ins.controller.js';
import { callInProviders } from './call-ins/call-ins.providers.js';
import { CallInsGateway } from './call-ins/call-ins.gateway.js';
import { CallsController } from './call-ins/calls.controller.js';
import { CompatibleRouteController } from './call-ins/compatible-route.controller.js';
import { ErasureController } from './call-ins/erasure.controller.js';
import { type ApiConfig } from './config.js';
import { CheckInput } from './groups/check-input.js';
import { FindGroup } from './groups/find-group.js';
import { GroupUseController } from './groups/group-use.controller.js';
import { GroupsController } from './groups/groups.controller.js';
import { GroupsGateway } from './groups/groups.gateway.js';
import { NumberExportController } from './groups/number-export.controller.js';
import { NewNumbersController } from './groups/new-numbers.controller.js';
import { NumberView } from './groups/number-view.js';
import { NumbersController } from './groups/numbers.controller.js';
import { Idempotency } from './http/idempotency.js';
import { ProblemFilter } from './http/problem.filter.js';
import { ProblemsController } from './http/problems.controller.js';
import { ValidationPipe } from './http/validation.pipe.js';
import { AcceptImport } from './imports/accept-import.js';
import { CommitImport } from './imports/commit-import.js';
import { CorrectImport } from './imports/correct-import.js';
import { FindImport } from './imports/find-import.js';
import { ImportJobs } from './imports/import-jobs.js';
import { ImportNewsListener } from './imports/import-news.js';
import { ImportStepsController } from './imports/import-steps.controller.js';
import { ImportsController } from './imports/imports.controller.js';
import { ImportsGateway } from './imports/imports.gateway.js';
import { RejectedRowsController } from './imports/rejected-rows.controller.js';
import { Acknowledge } from './sockets/acknowledge.js';
import { AdmissionGateway } from './sockets/admission.gateway.js';
import { ClientAddress } from './sockets/client-address.js';
import { limitProviders } from './limits/limits.providers.js';
import { NewImportsController } from './imports/new-imports.controller.js';
import { ReadCorrections } from './imports/read-corrections.js';
import { WorkersController } from './workers/workers.controller.js';

@Module({})
class AppModule {}

/** The composition of the API. */
export function appModule(config: ApiConfig): DynamicModule {
  return {
    module: AppModule,
    imports: [
      QueueModule.forRoot({ redisUrl: config.REDIS_URL, prefix: config.QUEUE_PREFIX, role: 'producer' }),
      BullModule.registerQueue({ name: importQueue.name }, { name: expiryQueue.name }),
      PersistenceModule.forRoot(config.MONGODB_URI),
      HealthModule.forRootAsync({
        inject: [MongoCheck, Redis],
        useFactory: (mongo: MongoCheck, redis: Redis) => [mongo, redisCheck(redis, { required: false })],
      }),
    ],
    controllers,
    providers: [
      ...edges,
      { provide: ClientAddress, useValue: new ClientAddress(config.TRUST_PROXY) },
      ...accessProviders(config),
      ...limitProviders(config),
      ...groups(numberRules(config)),
      ...imports(config),
      ...callIns(config),
    ],
  };
}

const controllers = [
  ...accessControllers,
  AuditController,
  CallInExportController,
  CallInsController,
  CallsController,
  CompatibleRouteController,
  ErasureController,
  GroupsController,
  GroupUseController,
  NumberExportController,
  NewNumbersController,
  NumbersController,
  ImportsController,
  ProblemsController,
  RejectedRowsController,
  ImportStepsController,
  NewImportsController,
  WorkersController,
];

const edges = [
  Acknowledge,
  AdmissionGateway,
  CallInsGateway,
  GroupsGateway,
  Idempotency,
  { provide: APP_FILTER, useClass: ProblemFilter },
  { provide: APP_PIPE, useClass: ValidationPipe },
];

const groups = (rules: NumberRules) => [
  FindGroup,
  { provide: CheckInput, useValue: new CheckInput(rules) },
  {
    provide: NumberView,
    inject: [NumberStates],
    useFactory: (states: NumberStates) => new NumberView(rules, states),
  },
];

const callIns = (config: ApiConfig) =>
  callInProviders({
    numbers: numberRules(config),
    guesses: {
      windowSeconds: config.GUESS_WINDOW_SECONDS,
      ofCaller: config.GUESSES_PER_CALLER,
      onDnis: config.GUESSES_PER_DNIS,
      onDnisPercent: config.GUESSES_PER_DNIS_PERCENT,
    },
    codeSpacePercent: config.CODE_SPACE_PERCENT,
  });

const imports = (config: ApiConfig) => [
  FindImport,
  ImportJobs,
  ImportsGateway,
  ReadCorrections,
  {
    provide: CorrectImport,
    inject: [ImportSteps, ReadCorrections, ImportJobs],
    useFactory: (...parts: ConstructorParameters<typeof CorrectImport>) => new CorrectImport(...parts),
  },
  {
    provide: CommitImport,
    inject: [GroupRepository, ImportSteps, ReadCorrections, ImportJobs],
    useFactory: (...parts: ConstructorParameters<typeof CommitImport>) => new CommitImport(...parts),
  },
  {
    provide: AcceptImport,
    inject: [ImportRepository, ImportJobs],
    useFactory: (repository: ImportRepository, jobs: ImportJobs) => new AcceptImport(repository, jobs),
  },
  {
    provide: ImportNewsListener,
    useValue: new ImportNewsListener({ url: config.REDIS_URL, prefix: config.QUEUE_PREFIX }),
  },
];
