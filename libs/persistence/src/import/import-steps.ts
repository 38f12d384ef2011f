import {
  ABANDONED,
  addCorrections,
  CANCELLABLE,
  CORRECTION_DAYS,
  type Corrections,
  err,
  type ImportError,
  NO_CORRECTIONS,
  ok,
  type Result,
  WAITING,
} from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import { type ClientSession, type Connection, type Model, type Types } from 'mongoose';
import { type Alongside, nothingElse } from '../database/alongside.js';
import { inTransaction } from '../database/transaction.js';
import { ImportRuns } from './import-runs.js';
import { newImport, type NewImport } from './import.repository.js';
import { type ImportCorrectionsDocument, type ImportDocument, type ImportFileDocument } from './import.schema.js';

export interface NotCorrected {
  readonly code: 'NOT_CORRECTABLE' | 'FILE_GONE';
}

export interface NotBased {
  readonly code: 'ALREADY_COMMITTED' | 'FILE_GONE';
}

/**
 * What people do to an import that has been accepted. Each step is one conditional update on its status, so that of two
 * steps, or of a step and a worker, only one is taken.
 */
@Injectable()
export class ImportSteps {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel('Import') private readonly imports: Model<ImportDocument>,
    @InjectModel('ImportCorrections') private readonly corrected: Model<ImportCorrectionsDocument>,
    @InjectModel('ImportFile') private readonly files: Model<ImportFileDocument>,
    private readonly runs: ImportRuns,
  ) {}

  /** Adds corrections to those of earlier rounds and sends the import to be validated again, as it was `seen` resting. */
  async correct(
    seen: ImportDocument,
    corrections: Corrections,
    alongside: Alongside<ImportDocument> = nothingElse,
  ): Promise<Result<ImportDocument, NotCorrected>> {
    return inTransaction<ImportDocument, NotCorrected>(this.connection, async (session) => {
      const resting = {
        _id: seen._id,
        round: seen.round,
        status: 'needs_correction' as const,
        $expr: { $not: IS_STALE },
      };
      const again = { status: 'queued' as const, progress: WAITING, starts: 0, corrected: true };
      const update = { $set: again, $inc: { fence: 1, seq: 1 } };
      const options = { returnDocument: 'after' as const, session, maxTimeMS: DECIDE_WITHIN_MS };
      const document = await this.imports.findOneAndUpdate(resting, update, options).lean();
      if (!document) return err({ code: 'NOT_CORRECTABLE' });
      if (!(await this.keepCorrections(seen, seen._id, corrections, session))) return err({ code: 'FILE_GONE' });
      await alongside(document, session, this.connection);
      return ok(document);
    });
  }

  /**
   * Accepts a new import of the file and the corrections of `base`. Refused while another one that is based on it is
   * under way, or has been written; one that came to nothing may be followed by the next.
   */
  async commit(
    base: ImportDocument,
    entry: Omit<NewImport, 'content' | 'groupId' | 'groupName' | 'fileName'>,
    corrections: Corrections,
    alongside: Alongside<ImportDocument> = nothingElse,
  ): Promise<Result<ImportDocument, NotBased>> {
    const { groupName, fileName, fileSha256 } = base;
    const file = { groupId: base.groupId.toHexString(), groupName, fileName, fileSha256 };
    const document = { ...newImport({ ...file, ...entry }), basedOn: base._id, corrected: true };
    return inTransaction<ImportDocument, NotBased>(this.connection, async (session) => {
      const update = { $set: { committedAs: document._id } };
      const { committedAs } = (await this.imports.findByIdAndUpdate(base._id, update, { session }).lean()) ?? base;
      const before = committedAs && (await this.imports.findById(committedAs, { status: 1 }, { session }).lean());
      if (before && before.status !== 'failed' && before.status !== 'cancelled')
        return err({ code: 'ALREADY_COMMITTED' });

      if (!(await this.keepCorrections(base, document._id, corrections, session))) return err({ code: 'FILE_GONE' });
      await this.imports.create([document], { session });
      await alongside(document, session, this.connection);
      return ok(document);
    });
  }

  /**
   * Calls an import off, wherever its worker is with it: what is not committed by then never is.
   *
   * @param alongside given the import as it was
   */
  async cancel(
    importId: string,
    alongside: Alongside<ImportDocument> = nothingElse,
  ): Promise<Result<ImportDocument, { readonly code: 'NOT_CANCELLABLE' }>> {
    await this.runs.interrupt(importId);
    return inTransaction<ImportDocument, { readonly code: 'NOT_CANCELLABLE' }>(this.connection, async (session) => {
      const cancellable = { _id: importId, status: { $in: [...CANCELLABLE] } };
      const before = await this.imports.findOne(cancellable, null, { session }).lean();
      const options = { session, returnDocument: 'after' as const, updatePipeline: true };
      const document = await this.imports.findOneAndUpdate(cancellable, cancelled(), options).lean();
      if (!before || !document) return err({ code: 'NOT_CANCELLABLE' });
      await alongside(before, session, this.connection);
      return ok(document);
    });
  }

  /** Cancels what has waited for somebody to mend it for too long. */
  async abandonStale(): Promise<void> {
    const stale = { status: 'needs_correction' as const, $expr: IS_STALE };
    const options = { updatePipeline: true, maxTimeMS: DECIDE_WITHIN_MS };
    await this.imports.updateMany(stale, cancelled(ABANDONED), options);
  }

  /** Adds to the corrections of `base` for the import `_id`; false when those, or the file, are kept no longer. */
  private async keepCorrections(
    base: ImportDocument,
    _id: Types.ObjectId,
    added: Corrections,
    session: ClientSession,
  ): Promise<boolean> {
    const lastUsedAt = new Date();
    const file = await this.files.updateOne({ _id: base.fileSha256 }, { $set: { lastUsedAt } }, { session });
    const earlier = base.corrected ? await this.corrected.findById(base._id, null, { session }).lean() : NO_CORRECTIONS;
    if (file.matchedCount === 0 || !earlier) return false;
    const { rows, discard } = addCorrections(earlier, added);
    await this.corrected.collection.updateOne(
      { _id },
      { $set: { rows, discard, lastUsedAt } },
      { session, upsert: true },
    );
    return true;
  }
}

const increased = (field: string) => ({ $add: [`$${field}`, 1] });

/** The last change of an import that writes nothing; a worker that still has it loses it by the fence. */
const cancelled = (error?: ImportError) => [
  {
    $set: {
      status: 'cancelled',
      ...(error && { error: { $literal: error } }),
      ...{ 'counts.created': 0, 'counts.updated': 0, 'counts.unchanged': 0, 'counts.removed': 0 },
      ...{ 'progress.phase': 'done', 'progress.percent': 100 },
      ...{ finishedAt: '$$NOW', fence: increased('fence'), seq: increased('seq') },
    },
  },
  { $unset: 'session' },
];

/** Rests for so long that nobody will mend it any more. */
const IS_STALE = {
  $lt: [
    { $ifNull: ['$restedAt', '$createdAt'] },
    { $dateSubtract: { startDate: '$$NOW', unit: 'day', amount: CORRECTION_DAYS } },
  ],
};

/** A command that was blocked decides by the clock as it was when it began. */
const DECIDE_WITHIN_MS = 2_000;
