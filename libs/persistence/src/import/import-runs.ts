import {
  err,
  GAVE_UP,
  type ImportCounts,
  type ImportError,
  type ImportProgress,
  type ImportStatus,
  type ImportWish,
  NO_COUNTS,
  ok,
  type Result,
  type RowError,
  STARTS_MAX,
  UNFINISHED,
  VALIDATING,
} from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import { type Binary } from 'mongodb';
import { type ClientSession, type Connection, type Model, Types, type UpdateQuery } from 'mongoose';
import { type AuditOrigin } from '../audit/audit.schema.js';
import { endAbandoned, runIn, sessionIdOf } from '../database/transaction.js';
import { type ImportDocument, type RowErrorBatchDocument } from './import.schema.js';

/** An import in the hands of one worker: what it needs to run it, and the fence its writes carry. */
export interface ImportRun extends ImportWish {
  readonly importId: string;
  readonly groupId: string;
  readonly groupName: string;
  readonly fileName: string;
  readonly fileSha256: string;
  readonly isCorrected: boolean;
  readonly fence: number;
  readonly round: number;
  /** The import's `seq` as this round began. */
  readonly seq: number;
  /** What every transaction of this run goes through; its id is on the import, for a successor to end. */
  readonly session: ClientSession;
  /** Who began the import, as the audit says it. */
  readonly origin: AuditOrigin;
}

/** What a watcher sees change in one step. */
export interface ImportStep {
  readonly status?: ImportStatus;
  readonly progress: ImportProgress;
  readonly counts: ImportCounts;
  /** New row errors, in file order. */
  readonly errors: readonly RowError[];
}

/** How an import ends. */
export interface ImportEnd {
  readonly status: 'completed' | 'failed';
  readonly counts: ImportCounts;
  readonly error?: ImportError;
  /** Row errors not told yet. */
  readonly errors?: readonly RowError[];
}

/** Row errors to a batch, which is one event to every watcher: some 170 KiB, 1,300 at the worst. */
const BATCH_ERRORS = 500;

/** What a worker writes about an import. Every write carries the run's fence and does nothing once another has it. */
@Injectable()
export class ImportRuns {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel('Import') private readonly imports: Model<ImportDocument>,
    @InjectModel('RowErrorBatch') private readonly batches: Model<RowErrorBatchDocument>,
  ) {}

  /**
   * Takes an unfinished import away from whoever had it, and begins a new round. Null when it has ended, or ends now
   * because it has been begun too often (`GAVE_UP`). Whoever claims a run must {@link release} it.
   */
  async claim(importId: string): Promise<ImportRun | null> {
    await this.interrupt(importId);
    const session = await this.connection.startSession();
    // Whoever takes the import from this run ends its session: the driver must not give it to another run.
    session.serverSession.isDirty = true;
    const unfinished = { _id: importId, status: { $in: [...UNFINISHED] } };
    const claimed = await this.imports
      .findOneAndUpdate({ ...unfinished, starts: { $lt: STARTS_MAX } }, begin(sessionIdOf(session)), {
        returnDocument: 'after',
        updatePipeline: true,
      })
      .lean();
    if (claimed) return this.clear(toRun(claimed, session));

    await session.endSession();
    const tooOften = { ...unfinished, starts: { $gte: STARTS_MAX } };
    await this.imports.updateOne(tooOften, finish({ status: 'failed', error: GAVE_UP, counts: NO_COUNTS }));
    return null;
  }

  async release({ session }: ImportRun): Promise<void> {
    await session.endSession();
  }

  /** Begins another round of a run whose commit met a changed pool. Null when the run has lost its import. */
  async nextRound(run: ImportRun): Promise<ImportRun | null> {
    const again = {
      $inc: { round: 1, seq: 1 },
      $set: { status: 'validating' as const, progress: VALIDATING, counts: NO_COUNTS },
    };
    const document = await this.imports.findOneAndUpdate(mine(run), again, { returnDocument: 'after' }).lean();
    return document && this.clear(toRun(document, run.session));
  }

  /**
   * Writes news, counted: each batch of row errors takes one `seq`, and what else has changed takes the one after.
   *
   * @returns the import's `seq`, or null when the run has lost its import
   */
  async tell(run: ImportRun, { errors, ...change }: ImportStep): Promise<number | null> {
    return this.write(run, { $set: change }, errors);
  }

  /** Lets the import rest until a person comes to mend it. Answers as {@link tell}. */
  async rest(run: ImportRun, { errors, ...change }: ImportStep): Promise<number | null> {
    const rested = {
      $set: { ...change, status: 'needs_correction' as const },
      $currentDate: { restedAt: true as const },
    };
    return this.write(run, rested, errors);
  }

  /** Ends the import without having written a number. Answers as {@link tell}. */
  async end(run: ImportRun, { errors = [], ...end }: ImportEnd): Promise<number | null> {
    return this.write(run, finish(end), errors);
  }

  private async write(
    run: ImportRun,
    change: UpdateQuery<ImportDocument>,
    errors: readonly RowError[],
  ): Promise<number | null> {
    const batches = Math.ceil(errors.length / BATCH_ERRORS);
    const update = { ...change, $inc: { seq: batches + 1 } };
    if (batches === 0) return this.update(run, update);

    const told = await this.inTransaction(run, async (session) => {
      const seq = await this.update(run, update, session);
      if (seq === null) return err(LOST);
      const documents = Array.from({ length: batches }, (_, index) => ({
        importId: new Types.ObjectId(run.importId),
        round: run.round,
        seq: seq - batches + index,
        rowErrors: errors.slice(index * BATCH_ERRORS, (index + 1) * BATCH_ERRORS),
      }));
      await this.batches.collection.insertMany(documents, { session });
      return ok(seq);
    });
    return told.ok ? told.value : null;
  }

  /**
   * Runs one transaction of a run. `LOST` when the run holds its import no longer, or was interrupted, as by a successor:
   * it ends the session of whoever had the import before it takes the import itself. What is lost to nobody is begun
   * again like everything unfinished.
   */
  async inTransaction<T, E>(
    run: ImportRun,
    work: (session: ClientSession) => Promise<Result<T, E>>,
  ): Promise<Result<T, E | typeof LOST>> {
    try {
      return await runIn(run.session, work);
    } catch (error) {
      if (!isInterrupted(error) && (await this.imports.exists(mine(run)))) throw error;
      return err(LOST);
    }
  }

  /** The fenced write that every other one goes through. */
  async update(run: ImportRun, update: UpdateQuery<ImportDocument>, session?: ClientSession): Promise<number | null> {
    const options = { returnDocument: 'after' as const, projection: { seq: 1 }, ...(session && { session }) };
    const document = await this.imports.findOneAndUpdate(mine(run), update, options).lean();
    return document?.seq ?? null;
  }

  /** Row errors of earlier rounds can be read by nobody any more. */
  private async clear(run: ImportRun): Promise<ImportRun> {
    if (run.round > 1) await this.batches.deleteMany({ importId: run.importId, round: { $lt: run.round } });
    return run;
  }

  /**
   * Ends what a worker has open of an unfinished import. A worker that was killed inside a transaction leaves it open on the server for a minute, and everything that touches
   * the same documents waits for it. Ending the dead worker's session frees them at once; a worker that is only slow
   * loses what it was writing: whoever calls this takes the import from it.
   */
  async interrupt(importId: string): Promise<void> {
    const left = await this.imports.findOne({ _id: importId, status: { $in: [...UNFINISHED] } }, { session: 1 }).lean();
    if (left?.session) await endAbandoned(this.connection, left.session);
  }
}

function toRun(document: ImportDocument, session: ClientSession): ImportRun {
  const { _id, groupId, groupName, fileName, fileSha256, mode, onError, dryRun, confirmRemoved } = document;
  const {
    corrected: isCorrected = false,
    fence,
    round,
    seq,
    createdBy: who,
    createdFrom: address = null,
    correlationId,
  } = document;
  return {
    ...{ importId: _id.toHexString(), groupId: groupId.toHexString(), groupName, fileName, fileSha256 },
    ...{ mode, onError, dryRun, ...(confirmRemoved !== undefined && { confirmRemoved }) },
    ...{ isCorrected, fence, round, seq, session, origin: { who, address, correlationId } },
  };
}

const LOST = { code: 'LOST' } as const;

/** MongoDB's codes for work in a session that is ended: Interrupted, NoSuchTransaction, CursorKilled, CursorNotFound. */
const INTERRUPTED: ReadonlySet<unknown> = new Set([11_601, 251, 237, 43]);
const isInterrupted = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && INTERRUPTED.has(error.code);

/** What a run may still write to: its import, while no other worker has taken it and it has not ended. */
const mine = ({ importId, fence }: ImportRun) => ({ _id: importId, fence, status: { $in: [...UNFINISHED] } });

/** The last change of an import. */
export const finish = (
  end: Pick<ImportDocument, 'status' | 'counts'> & Partial<ImportDocument>,
): UpdateQuery<ImportDocument> => ({
  $set: { ...end, 'progress.phase': 'done', 'progress.percent': 100 },
  $unset: { session: 1 },
  $currentDate: { finishedAt: true },
  $inc: { seq: 1 },
});

const increased = (field: string) => ({ $add: [`$${field}`, 1] });

// A pipeline, for the sake of `startedAt`: the database's clock, and only the first time.
const begin = (session: Binary) => [
  {
    $set: {
      status: 'validating',
      fence: increased('fence'),
      round: increased('round'),
      starts: increased('starts'),
      seq: increased('seq'),
      session: { $literal: session },
      progress: { $literal: VALIDATING },
      counts: { $literal: NO_COUNTS },
      startedAt: { $ifNull: ['$startedAt', '$$NOW'] },
    },
  },
];
