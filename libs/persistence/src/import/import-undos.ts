import {
  type Dnis,
  doesNothing,
  err,
  type ImportEffect,
  type KeptNumber,
  type NumberNow,
  ok,
  planUndo,
  POOL_MAX,
  putBackBy,
  type Result,
  UNDO_DAYS,
  type UndoPlan,
} from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import { type ClientSession, type Connection, type Model, type Types } from 'mongoose';
import { type Alongside, nothingElse } from '../database/alongside.js';
import { inTransaction } from '../database/transaction.js';
import { type GroupDocument } from '../group/group.schema.js';
import { growPool } from '../group/pool-size.js';
import { Draining } from '../number/draining.js';
import { type NumberDocument } from '../number/number.schema.js';
import { type ImportDocument, type ImportUndoDocument } from './import.schema.js';
import { NumberWrites } from './number-writes.js';

export interface NotUndone {
  readonly code: 'NOT_UNDOABLE' | 'ALREADY_UNDONE' | 'UNDO_EXPIRED' | 'NOTHING_TO_UNDO' | 'GROUP_DELETING';
}

interface Stale {
  readonly code: 'STALE';
}

/** An import whose effect has been taken back, as far as it could be. */
export interface Undone {
  readonly document: ImportDocument;
  /** What the import had created: it drains, or is gone. */
  readonly takenOut: readonly Dnis[];
  /** Numbers that are in the pool again, or have the description again that they had. */
  readonly putBack: number;
  readonly kept: readonly KeptNumber[];
}

/** Takes imports back. */
@Injectable()
export class ImportUndos {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel('Import') private readonly imports: Model<ImportDocument>,
    @InjectModel('ImportUndo') private readonly undos: Model<ImportUndoDocument>,
    @InjectModel('Group') private readonly groups: Model<GroupDocument>,
    private readonly draining: Draining,
  ) {}

  /** Takes back what a completed import has done, in one step and once. */
  async undo(importId: string, alongside: Alongside<Undone> = nothingElse): Promise<Result<Undone, NotUndone>> {
    for (;;) {
      const undone = await inTransaction(this.connection, async (session) => {
        const written = await this.write(importId, session);
        if (written.ok) await alongside(written.value, session, this.connection);
        return written;
      });
      if (undone.ok) return ok(await this.letGo(undone.value));
      if (undone.error.code !== 'STALE') return err({ code: undone.error.code });
    }
  }

  /** Takes leave of what is taken out. Where a call-in lives, its number stays until that has ended, and is told. */
  private async letGo(undone: Undone): Promise<Undone> {
    if (undone.takenOut.length === 0) return undone;
    await this.draining.finish();
    const draining = new Set(await this.draining.drainingOf([undone.document.groupId]));
    const leased = undone.takenOut.filter((dnis) => draining.has(dnis));
    return { ...undone, kept: [...undone.kept, ...leased.map((dnis) => ({ dnis, code: 'NUMBER_LEASED' as const }))] };
  }

  /** `STALE`: another group has just got a number that was to be put back; look again. */
  private async write(importId: string, session: ClientSession): Promise<Result<Undone, NotUndone | Stale>> {
    const document = await this.mark(importId, session);
    if (!document) return err({ code: await this.whyNot(importId, session) });

    const found = await this.undos.findById(importId, { effect: 1 }, { session }).lean();
    if (!found) return err({ code: 'NOTHING_TO_UNDO' });
    const pool = await growPool(this.groups, document.groupId, 0, session);
    if (!pool.ok) return err({ code: 'GROUP_DELETING' });

    const effect = JSON.parse(found.effect) as ImportEffect;
    const now = await this.numbersNow(document.groupId, effect, session);
    const plan = planUndo(effect, now, { poolSize: pool.value.poolSize, max: POOL_MAX });
    if (doesNothing(plan)) return err({ code: 'NOTHING_TO_UNDO' });

    if (!(await this.carryOut(document.groupId, plan, session))) return err({ code: 'STALE' });
    const putBack = putBackBy(plan) + plan.describe.length;
    return ok({ document, takenOut: plan.takeOut, putBack, kept: plan.kept });
  }

  /** Comes first, so that of two undoings one has to wait and then finds it done. */
  private async mark(importId: string, session: ClientSession): Promise<ImportDocument | null> {
    const undoable = {
      ...{ _id: importId, status: 'completed' as const, dryRun: false, undoneAt: { $exists: false } },
      $expr: { $gt: ['$finishedAt', OLDEST] },
    };
    const undone = [{ $set: { undoneAt: '$$NOW', seq: { $add: ['$seq', 1] } } }];
    const options = { session, returnDocument: 'after' as const, updatePipeline: true, maxTimeMS: DECIDE_WITHIN_MS };
    return this.imports.findOneAndUpdate(undoable, undone, options).lean();
  }

  private async whyNot(importId: string, session: ClientSession): Promise<NotUndone['code']> {
    const document = await this.imports.findById(importId, null, { session }).lean();
    if (document?.undoneAt) return 'ALREADY_UNDONE';
    return document?.status === 'completed' && !document.dryRun ? 'UNDO_EXPIRED' : 'NOT_UNDOABLE';
  }

  private async numbersNow(
    groupId: Types.ObjectId,
    { created, updated, removed }: ImportEffect,
    session: ClientSession,
  ): Promise<Map<Dnis, NumberNow>> {
    const numbers = this.connection.collection<NumberDocument>('numbers');
    const _id = { $in: [...created, ...updated, ...removed].map(([dnis]) => dnis) };
    const found = await numbers.find({ _id }, { session }).toArray();
    return new Map(
      found.map(({ _id: dnis, groupId: owner, description, drainingSince }) => [
        dnis,
        { description, isOurs: owner?.equals(groupId) === true, draining: drainingSince !== undefined },
      ]),
    );
  }

  private async carryOut(groupId: Types.ObjectId, plan: UndoPlan, session: ClientSession): Promise<boolean> {
    const numbers = new NumberWrites(this.connection, session);
    await this.draining.begin(groupId, plan.takeOut, session);
    await numbers.describe(plan.describe);
    await numbers.revive(plan.revive);
    const by = putBackBy(plan) - plan.takeOut.length;
    await this.groups.updateOne({ _id: groupId }, { $inc: { poolSize: by } }, { session });
    return numbers.create(groupId, plan.create);
  }
}

const OLDEST = { $dateSubtract: { startDate: '$$NOW', unit: 'day', amount: UNDO_DAYS } };

/** A command that was blocked decides by the clock as it was when it began. */
const DECIDE_WITHIN_MS = 2_000;
