import { type Corrections, type ImportCounts, type ImportError, type ImportMode } from '@ctci/domain';
import { type ImportProgress } from '@ctci/domain';
import { type ImportStatus, type OnError, type RowError } from '@ctci/domain';
import { type Binary } from 'mongodb';
import { Schema, type Types } from 'mongoose';

export interface ImportDocument {
  _id: Types.ObjectId;
  groupId: Types.ObjectId;
  groupName: string;
  fileName: string;
  /** Also the key of the stored file. */
  fileSha256: string;
  mode: ImportMode;
  onError: OnError;
  dryRun: boolean;
  confirmRemoved?: number;
  /** The import whose file and corrections this one commits. */
  basedOn?: Types.ObjectId;
  /** The newest import that is based on this one. */
  committedAs?: Types.ObjectId;
  status: ImportStatus;
  /** Counts the validations; row errors belong to one. */
  round: number;
  /** Counts the takers. Every write of a worker names the fence it was given, so a late one changes nothing. */
  fence: number;
  /** How often a worker has begun it. */
  starts: number;
  /** The session of the run, so that a successor can end what a dead worker left open in it. */
  session?: Binary;
  progress: ImportProgress;
  counts: ImportCounts;
  error?: ImportError;
  createdBy: string;
  /** The address of who created it. */
  createdFrom?: string;
  correlationId: string;
  createdAt: Date;
  startedAt?: Date;
  finishedAt?: Date;
  /** What people have done to its rows is kept beside it: where it is no longer, the file is of no use. */
  corrected?: boolean;
  /** Since when it waits for a person, the last time. */
  restedAt?: Date;
  undoneAt?: Date;
  /** Counts everything that a watcher can see change. */
  seq: number;
}

export interface ImportFileDocument {
  /** SHA-256 of the content, hex: the same file is kept once. */
  _id: string;
  content: Binary;
  lastUsedAt: Date;
}

/** Row errors as they were found: one batch is one event of the socket. */
export interface RowErrorBatchDocument {
  importId: Types.ObjectId;
  round: number;
  /** The import's `seq` that this batch came with; batches in its order are in file order. */
  seq: number;
  rowErrors: RowError[];
}

/** What people have done to the rows of an import, in all its rounds together. */
export interface ImportCorrectionsDocument extends Corrections {
  /** The import's id. */
  _id: Types.ObjectId;
  lastUsedAt: Date;
}

/** What a commit has done to the pool, for as long as it can be undone; written in the commit's own transaction. */
export interface ImportUndoDocument {
  /** The import's id. */
  _id: Types.ObjectId;
  /** An `ImportEffect` as JSON: as documents, 10,000 numbers would cost the commit more than the rest of it. */
  effect: string;
  committedAt: Date;
}

const { Mixed, ObjectId } = Schema.Types;

export const importSchema = new Schema<ImportDocument>(
  {
    groupId: ObjectId,
    groupName: String,
    fileName: String,
    fileSha256: String,
    mode: String,
    onError: String,
    dryRun: Boolean,
    confirmRemoved: Number,
    basedOn: ObjectId,
    committedAs: ObjectId,
    status: String,
    round: Number,
    fence: Number,
    starts: Number,
    session: Mixed,
    progress: Mixed,
    counts: Mixed,
    error: Mixed,
    createdBy: String,
    createdFrom: String,
    correlationId: String,
    createdAt: Date,
    startedAt: Date,
    finishedAt: Date,
    corrected: Boolean,
    restedAt: Date,
    undoneAt: Date,
    seq: Number,
  },
  { collection: 'imports', strict: 'throw', versionKey: false, minimize: false },
);

importSchema.index({ groupId: 1, _id: -1 });
importSchema.index({ status: 1, _id: -1 });

export const importFileSchema = new Schema<ImportFileDocument>(
  { _id: String, content: Schema.Types.Buffer, lastUsedAt: Date },
  { collection: 'importFiles', strict: 'throw', versionKey: false },
);

importFileSchema.index({ lastUsedAt: 1 });

export const rowErrorBatchSchema = new Schema<RowErrorBatchDocument>(
  { importId: ObjectId, round: Number, seq: Number, rowErrors: [Mixed] },
  { collection: 'importRowErrors', strict: 'throw', versionKey: false },
);

rowErrorBatchSchema.index({ importId: 1, round: 1, seq: 1 }, { unique: true });

export const importCorrectionsSchema = new Schema<ImportCorrectionsDocument>(
  { _id: ObjectId, rows: [Mixed], discard: [Number], lastUsedAt: Date },
  { collection: 'importCorrections', strict: 'throw', versionKey: false },
);

importCorrectionsSchema.index({ lastUsedAt: 1 });

export const importUndoSchema = new Schema<ImportUndoDocument>(
  { _id: ObjectId, effect: String, committedAt: Date },
  { collection: 'importUndos', strict: 'throw', versionKey: false },
);

/** A day longer than an import can be undone, so that whoever comes late is told why. */
const UNDO_KEPT_DAYS = 31;
importUndoSchema.index({ committedAt: 1 }, { expireAfterSeconds: UNDO_KEPT_DAYS * 86_400 });
