import {
  type Corrections,
  type ImportStatus,
  type ImportWish,
  NO_CORRECTIONS,
  NO_COUNTS,
  ok,
  UNFINISHED,
  WAITING,
} from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import { createHash } from 'node:crypto';
import { type Connection, type Model, type QueryFilter, Types } from 'mongoose';
import { type Alongside, nothingElse } from '../database/alongside.js';
import { inTransaction } from '../database/transaction.js';
import { type ImportCorrectionsDocument, type ImportDocument, type ImportFileDocument } from './import.schema.js';

export interface NewImport extends ImportWish {
  readonly groupId: string;
  readonly groupName: string;
  readonly fileName: string;
  /** The file as UTF-8. */
  readonly content: Uint8Array;
  readonly createdBy: string;
  /** An IP address. */
  readonly createdFrom?: string;
  readonly correlationId: string;
}

export interface ImportsFilter {
  readonly groupId?: string | undefined;
  /** Only of these; null for all. */
  readonly groupIds?: readonly string[] | null;
  readonly status?: ImportStatus | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Imports as the API accepts and shows them. What a worker writes is in {@link ImportRuns}. */
@Injectable()
export class ImportRepository {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel('Import') private readonly imports: Model<ImportDocument>,
    @InjectModel('ImportFile') private readonly files: Model<ImportFileDocument>,
    @InjectModel('ImportCorrections') private readonly corrected: Model<ImportCorrectionsDocument>,
  ) {}

  /** Stores the file, then the import: once this returns, the import will end. */
  async accept(
    { content, ...entry }: NewImport,
    alongside: Alongside<ImportDocument> = nothingElse,
  ): Promise<ImportDocument> {
    const fileSha256 = createHash('sha256').update(content).digest('hex');
    await this.files.updateOne(
      { _id: fileSha256 },
      { $set: { lastUsedAt: new Date() }, $setOnInsert: { content: Buffer.from(content) } },
      { upsert: true },
    );
    const document = newImport({ ...entry, fileSha256 });
    await inTransaction(this.connection, async (session) => {
      await this.imports.create([document], { session });
      await alongside(document, session, this.connection);
      return ok(null);
    });
    return document;
  }

  async get(importId: string): Promise<ImportDocument | null> {
    return this.imports.findById(importId).lean();
  }

  /** Of these imports, those that have changed since the `seq` known of each. */
  async changedSince(known: ReadonlyMap<string, number>): Promise<string[]> {
    const found = await this.imports.find({ _id: { $in: [...known.keys()] } }, { seq: 1 }).lean();
    return found
      .map(({ _id, seq }) => ({ id: _id.toHexString(), seq }))
      .filter(({ id, seq }) => seq !== known.get(id))
      .map(({ id }) => id);
  }

  /** Newest first; `after` is the last id of the page before. */
  async list({ groupId, groupIds, status, after, limit }: ImportsFilter): Promise<ImportDocument[]> {
    const filter: QueryFilter<ImportDocument> = {};
    if (groupId) filter.groupId = new Types.ObjectId(groupId);
    if (groupIds) filter.$and = [{ groupId: { $in: groupIds.map((id) => new Types.ObjectId(id)) } }];
    if (status) filter.status = status;
    if (after) filter._id = { $lt: new Types.ObjectId(after) };
    return this.imports.find(filter).sort({ _id: -1 }).limit(limit).lean();
  }

  /** Every import that a worker should be at, or soon: what must have a job. */
  async unfinished(): Promise<Pick<ImportDocument, '_id' | 'correlationId'>[]> {
    return this.imports.find({ status: { $in: [...UNFINISHED] } }, { correlationId: 1 }).lean();
  }

  /** The text of a stored file without byte order mark, or null when it is kept no longer. */
  async fileText(fileSha256: string): Promise<string | null> {
    const file = await this.files.findById(fileSha256).lean();
    return file && new TextDecoder().decode(file.content.buffer);
  }

  /** What people have done to the rows of an import so far, or null when it is kept no longer. */
  async corrections(importId: string, isCorrected: boolean): Promise<Corrections | null> {
    return isCorrected ? this.corrected.findById(importId).lean() : NO_CORRECTIONS;
  }
}

/** An import as it begins. */
export function newImport({ groupId, ...entry }: Omit<NewImport, 'content'> & { fileSha256: string }): ImportDocument {
  return {
    ...entry,
    _id: new Types.ObjectId(),
    groupId: new Types.ObjectId(groupId),
    status: 'queued',
    round: 0,
    fence: 0,
    starts: 0,
    progress: WAITING,
    counts: NO_COUNTS,
    createdAt: new Date(),
    seq: 1,
  };
}
