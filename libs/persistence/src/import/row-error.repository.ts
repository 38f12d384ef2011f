import { type RowError } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model } from 'mongoose';
import { type ImportDocument, type RowErrorBatchDocument } from './import.schema.js';

type Severity = RowError['severity'];

/** Where a page of row errors ended: a batch by its `seq`, and how much of the batch has been read. */
export interface RowErrorPosition {
  readonly seq: number;
  readonly read: number;
}

export interface RowErrorCount {
  readonly code: string;
  readonly severity: Severity;
  readonly count: number;
}

/** The row errors of an import's present round, as its watchers and readers see them at `import.seq`. */
@Injectable()
export class RowErrorRepository {
  constructor(@InjectModel('RowErrorBatch') private readonly batches: Model<RowErrorBatchDocument>) {}

  /** At most `limit` row errors in file order, and the position of the rest, or null when there is none. */
  async list(
    document: ImportDocument,
    {
      severity,
      after,
      limit,
    }: { severity?: Severity | undefined; after?: RowErrorPosition | undefined; limit: number },
  ): Promise<{ items: RowError[]; next: RowErrorPosition | null }> {
    const items: RowError[] = [];
    const filter = { ...present(document), seq: { $gte: after?.seq ?? 0, $lte: document.seq } };
    for await (const batch of this.batches.find(filter).sort({ seq: 1 }).lean().cursor({ batchSize: 4 })) {
      const from = batch.seq === after?.seq ? after.read : 0;
      for (const [index, error] of batch.rowErrors.entries()) {
        if (index < from || (severity && error.severity !== severity)) continue;
        if (items.length === limit) return { items, next: { seq: batch.seq, read: index } };
        items.push(error);
      }
    }
    return { items, next: null };
  }

  /** The batches that came after `seq`, up to the document's own. */
  async since(document: ImportDocument, seq: number): Promise<RowErrorBatchDocument[]> {
    return this.batches
      .find({ ...present(document), seq: { $gt: seq, $lte: document.seq } })
      .sort({ seq: 1 })
      .lean();
  }

  /** How many row errors there are of each code, most first. */
  async countByCode(document: ImportDocument): Promise<RowErrorCount[]> {
    const counted = await this.batches.aggregate<{ _id: Omit<RowErrorCount, 'count'>; count: number }>([
      { $match: { ...present(document), seq: { $lte: document.seq } } },
      { $unwind: '$rowErrors' },
      { $group: { _id: { code: '$rowErrors.code', severity: '$rowErrors.severity' }, count: { $sum: 1 } } },
      { $sort: { count: -1, _id: 1 } },
    ]);
    return counted.map(({ _id, count }) => ({ ..._id, count }));
  }
}

const present = ({ _id, round }: ImportDocument) => ({ importId: _id, round });
