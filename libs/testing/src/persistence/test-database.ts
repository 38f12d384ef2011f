import { addedBy, type Dnis, emptyPlan, NO_COUNTS, planNumber, type PlannedNumber, POOL_MAX } from '@ctci/domain';
import {
  Draining,
  type GroupDocument,
  GroupRepository,
  ImportCommits,
  type ImportDocument,
  ImportRepository,
  ImportRuns,
  ImportSteps,
  ImportUndos,
  type NewImport,
  type NumberDocument,
  NumberRepository,
  NumberStates,
  PersistenceModule,
  type ReadyImport,
  type RowErrorBatchDocument,
  RowErrorRepository,
} from '@ctci/persistence';
import { type INestApplicationContext } from '@nestjs/common';
import { type NestApplicationContextOptions } from '@nestjs/common/interfaces/nest-application-context-options.interface.js';
import { NestFactory } from '@nestjs/core';
import { type Collection, MongoClient } from 'mongodb';
import { aGroup, type GroupParts } from '../builders/groups.js';
import { aCsv, anImport } from '../builders/imports.js';
import { testMongoUri } from '../services/test-services.js';
import { dropDatabase } from './drop-database.js';

/** A database of its own with the repositories over it, as an app has them, and a client that knows nothing of them. */
export class TestDatabase {
  readonly groups: GroupRepository;
  readonly numbers: NumberRepository;
  readonly numberStates: NumberStates;
  readonly draining: Draining;
  readonly imports: ImportRepository;
  readonly runs: ImportRuns;
  readonly commits: ImportCommits;
  readonly rowErrors: RowErrorRepository;
  readonly steps: ImportSteps;
  readonly undos: ImportUndos;
  /** The stored documents, past the repositories. */
  readonly stored: {
    readonly groups: Collection<GroupDocument>;
    readonly numbers: Collection<NumberDocument>;
    readonly imports: Collection<ImportDocument>;
    readonly rowErrors: Collection<RowErrorBatchDocument>;
  };

  private constructor(
    readonly uri: string,
    readonly app: INestApplicationContext,
    readonly client: MongoClient,
  ) {
    this.groups = app.get(GroupRepository);
    this.numbers = app.get(NumberRepository);
    this.numberStates = app.get(NumberStates);
    this.draining = app.get(Draining);
    this.imports = app.get(ImportRepository);
    this.runs = app.get(ImportRuns);
    this.commits = app.get(ImportCommits);
    this.rowErrors = app.get(RowErrorRepository);
    this.steps = app.get(ImportSteps);
    this.undos = app.get(ImportUndos);
    const db = client.db();
    this.stored = {
      groups: db.collection('groups'),
      numbers: db.collection('numbers'),
      imports: db.collection('imports'),
      rowErrors: db.collection('importRowErrors'),
    };
  }

  /** @throws what makes a service refuse to boot */
  static async open(uri = testMongoUri()): Promise<TestDatabase> {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest's class of options has no code
    const options: NestApplicationContextOptions = { logger: false, abortOnError: false };
    const app = await NestFactory.createApplicationContext(PersistenceModule.forRoot(uri), options);
    return new TestDatabase(uri, app, await MongoClient.connect(uri, { readPreference: 'primary' }));
  }

  /** A saved group. */
  async group(parts?: GroupParts): Promise<GroupDocument> {
    const created = await this.groups.create(aGroup(parts));
    if (!created.ok) throw new Error(created.error.code);
    return created.value;
  }

  /** An accepted import of these numbers. */
  import(
    group: GroupDocument,
    numbers: readonly PlannedNumber[],
    changed: Partial<NewImport> = {},
  ): Promise<ImportDocument> {
    return this.imports.accept(anImport(group, aCsv(numbers), changed));
  }

  /** Leaves a number of a pool as its removal does while a call-in lives on it. */
  async drain({ _id }: Pick<GroupDocument, '_id'>, { dnis }: PlannedNumber): Promise<void> {
    await this.beginDraining(_id, [dnis]);
    await this.stored.groups.updateOne({ _id }, { $inc: { poolSize: -1, poolRevision: 1 } });
  }

  /** Leaves a group as its deletion does while a call-in lives on one of its numbers. */
  async beginDeletion({ _id }: Pick<GroupDocument, '_id'>): Promise<void> {
    const deleting = { $set: { deletingSince: new Date(), poolSize: 0 }, $unset: { nameKey: 1 as const } };
    await this.stored.groups.updateOne({ _id }, deleting);
    const numbers = await this.stored.numbers.find({ $or: [{ groupId: _id }, { overflowOf: _id }] }).toArray();
    await this.stored.numbers.updateMany({ overflowOf: _id }, { $unset: { overflowOf: 1 } });
    await this.beginDraining(
      _id,
      numbers.map((number) => number._id),
    );
  }

  private async beginDraining(groupId: GroupDocument['_id'], numbers: Dnis[]): Promise<void> {
    await this.stored.numbers.updateMany({ _id: { $in: numbers } }, { $set: { drainingSince: new Date() } });
    await this.client.db().collection('drains').insertOne({ groupId, numbers });
  }

  /** What the group says of its pool's size, and how many numbers there are in truth: `[n, n]` when all is well. */
  async poolSize({ _id }: Pick<GroupDocument, '_id'>): Promise<[told: number, counted: number]> {
    const group = await this.stored.groups.findOne({ _id });
    const counted = await this.stored.numbers.countDocuments({ groupId: _id, drainingSince: { $exists: false } });
    return [group?.poolSize ?? Number.NaN, counted];
  }

  /**
   * A validated import of these rows, planned for the pool as it is now.
   *
   * @throws when a row cannot be planned
   */
  async ready({ _id }: Pick<GroupDocument, '_id'>, rows: readonly PlannedNumber[]): Promise<ReadyImport> {
    const groupId = _id.toHexString();
    const { poolRevision = 0, poolSize = 0 } = (await this.groups.get(groupId)) ?? {};
    const plan = emptyPlan(poolRevision);
    const holders = await this.numbers.holders(rows.map(({ dnis }) => dnis));
    for (const row of rows) {
      const context = { groupId, mode: 'merge', room: POOL_MAX - poolSize } as const;
      const planned = planNumber(plan, row, holders.get(row.dnis), context);
      if (planned !== 'planned') throw new Error(`${row.dnis}: ${planned}`);
    }
    const [created, updated, unchanged] = [addedBy(plan), plan.updated.length, plan.unchanged.length];
    return { plan, counts: { ...NO_COUNTS, rows: rows.length, created, updated, unchanged }, errors: [] };
  }

  /** Closes it, and drops what was in it. */
  async close(): Promise<void> {
    await this.app.close();
    await dropDatabase(this.client);
    await this.client.close();
  }
}
