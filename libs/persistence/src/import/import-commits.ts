import {
  addedBy,
  committing,
  effectOf,
  err,
  type ImportCounts,
  type ImportEffect,
  type ImportPlan,
  ok,
  type Result,
  type RowError,
} from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import { type ClientSession, type Connection, type Model, Types } from 'mongoose';
import { type AuditedChange } from '../audit/audit.schema.js';
import { writeAudit } from '../audit/write-audit.js';
import { sendRows } from '../database/send-rows.js';
import { type GroupDocument } from '../group/group.schema.js';
import { growPool } from '../group/pool-size.js';
import { Draining } from '../number/draining.js';
import { type NumberDocument } from '../number/number.schema.js';
import { finish, type ImportRun, ImportRuns } from './import-runs.js';
import { NumberWrites } from './number-writes.js';

export interface NotCommitted {
  /**
   * `LOST`: another worker has the import, or it has ended. `GROUP_DELETED`: there is nothing to import into.
   * `STALE`: the pool is not what the plan was made for; validate again.
   */
  readonly code: 'LOST' | 'GROUP_DELETED' | 'STALE';
}

/** A validated import, as it goes into its commit. */
export interface ReadyImport {
  readonly plan: ImportPlan;
  readonly counts: ImportCounts;
  /** Row errors not told yet. */
  readonly errors: readonly RowError[];
}

/** Writes what an import has planned: all of it or none, and once, whoever dies at whatever instruction. */
@Injectable()
export class ImportCommits {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel('Group') private readonly groups: Model<GroupDocument>,
    @InjectModel('Number') private readonly numbers: Model<NumberDocument>,
    private readonly runs: ImportRuns,
    private readonly draining: Draining,
  ) {}

  /**
   * One transaction holds the pool's size, the numbers and the end of the import, behind the run's fence.
   *
   * @param announce told the `seq` at which the commit began
   * @returns the import's `seq` at its end
   */
  async commit(
    run: ImportRun,
    { plan, counts, errors }: ReadyImport,
    announce: (seq: number) => void,
  ): Promise<Result<number, NotCommitted>> {
    const progress = committing(counts.rows);
    const begun = await this.runs.tell(run, { status: 'committing', progress, counts, errors });
    if (begun === null) return err({ code: 'LOST' });
    announce(begun);
    return this.runs.inTransaction(run, (session) => this.write(run, plan, counts, session));
  }

  private async write(
    run: ImportRun,
    plan: ImportPlan,
    counts: ImportCounts,
    session: ClientSession,
  ): Promise<Result<number, NotCommitted>> {
    const groupId = new Types.ObjectId(run.groupId);
    const pool = await growPool(this.groups, groupId, addedBy(plan) - plan.removed.length, session);
    if (!pool.ok) return err({ code: pool.error.code === 'POOL_FULL' ? 'STALE' : 'GROUP_DELETED' });
    // Whatever changes a pool counts up its revision, so the numbers need no second look while that is the same. Only
    // draining ones leave it uncounted, and may be anybody's since.
    const isSame = pool.value.revision === plan.poolRevision;
    if (!isSame && run.mode === 'replace') return err({ code: 'STALE' }); // what is new in the pool may be to go as well
    const isSure = isSame && plan.revived.length === 0;
    if (!isSure && !(await this.isAsPlanned(groupId, plan, session))) return err({ code: 'STALE' });

    const numbers = new NumberWrites(this.connection, session);
    if (!(await numbers.create(groupId, plan.created))) return err({ code: 'STALE' });
    await numbers.describe(plan.updated);
    await numbers.revive(plan.revived);
    await this.draining.begin(
      groupId,
      plan.removed.map(({ dnis }) => dnis),
      session,
    );
    const effect = effectOf(plan, pool.value.poolSize);
    await this.remember(run, effect, session);

    const seq = await this.runs.update(run, finish({ status: 'completed', counts }), session);
    if (seq === null) return err({ code: 'LOST' });
    await writeAudit({ connection: this.connection, session }, run.origin, committed(run, counts, effect));
    return ok(seq);
  }

  /** Whether the numbers that the plan found in the pool are still as it found them. */
  private async isAsPlanned(groupId: Types.ObjectId, plan: ImportPlan, session: ClientSession): Promise<boolean> {
    const seen = [...plan.revived, ...plan.updated, ...plan.unchanged];
    if (seen.length === 0) return true;

    const draining = new Set<string>(plan.revived.map(({ dnis }) => dnis));
    const filter = { _id: { $in: seen.map(({ dnis }) => dnis) } } as object;
    const found = (await this.numbers.collection.find(filter, { session }).toArray()) as unknown as NumberDocument[];
    const present = new Map(found.map((number) => [number._id as string, number]));
    return seen.every(({ dnis, seenDescription }) => {
      const number = present.get(dnis);
      return (
        number?.groupId?.equals(groupId) === true &&
        number.description === seenDescription &&
        (number.drainingSince !== undefined) === draining.has(dnis)
      );
    });
  }

  /** Keeps what an undo needs to know. */
  private async remember(run: ImportRun, effect: ImportEffect | null, session: ClientSession): Promise<void> {
    if (!effect) return;
    const kept = { $set: { effect: JSON.stringify(effect) }, $currentDate: { committedAt: true } };
    const updates = [{ q: { _id: new Types.ObjectId(run.importId) }, u: kept, upsert: true }];
    await sendRows(this.connection, { update: 'importUndos', updates }, session);
  }
}

/** One entry for all that an import changes; number by number it stands in the undo record. */
function committed(run: ImportRun, counts: ImportCounts, effect: ImportEffect | null): AuditedChange {
  const { importId, groupId, groupName, fileName, mode, onError } = run;
  const { created, updated, removed, rejected } = counts;
  return {
    what: 'import.completed',
    subject: { kind: 'import', id: importId, name: fileName },
    groupId,
    before: null,
    after: { groupName, mode, onError, created, updated, removed, rejected, undoRecord: effect && importId },
  };
}
