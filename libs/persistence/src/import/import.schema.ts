import { type ImportCounts, type ImportError, type ImportMode, type ImportProgress } from '@ctci/domain';
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
  correlationId: string;
  createdAt: Date;
  startedAt?: Date;
  finishedAt?: Date;
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
    status: String,
    round: Number,
    fence: Number,
    starts: Number,
    session: Mixed,
    progress: Mixed,
    counts: Mixed,
    error: Mixed,
    createdBy: String,
    correlationId: String,
    createdAt: Date,
    startedAt: Date,
    finishedAt: Date,
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
