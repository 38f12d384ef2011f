import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Document, ObjectId } from 'mongodb';
import { type Connection } from 'mongoose';
import { collectionOf } from './collection-of.js';

/** For how long things are kept, days. */
export interface RetentionDays {
  /** Call-ins and attempts, from when they were made. */
  readonly records: number;
  /** The files of imports and what people did to their rows, from the last use, and row errors. What an import did is kept for ever. */
  readonly importFiles: number;
  readonly audit: number;
}

/** Forgets what is older than the settings say. */
@Injectable()
export class Retention {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** A batch after the other, so that nothing else has to wait; whoever does the same meanwhile does no harm. */
  async forget({ records, importFiles, audit }: RetentionDays): Promise<void> {
    const [recordsFrom, filesFrom] = [daysAgo(records), daysAgo(importFiles)];
    await this.forgetFrom('callIns', { createdAt: { $lt: recordsFrom } }, { createdAt: -1, _id: -1 });
    await this.forgetFrom('attempts', { at: { $lt: recordsFrom } }, { at: -1, _id: -1 });
    await this.forgetFrom('useMinutes', { at: { $lt: daysAgo(USE_DAYS) } }, { at: 1 });
    await this.forgetFrom('audit', { at: { $lt: daysAgo(audit) } }, { at: -1, _id: -1 });
    await this.forgetFrom('importFiles', { lastUsedAt: { $lt: filesFrom } }, { lastUsedAt: 1 });
    const firstKept = ObjectId.createFromTime(Math.floor(filesFrom.getTime() / 1_000));
    await this.forgetFrom('importRowErrors', { _id: { $lt: firstKept } }, { _id: 1 });
    await this.forgetFrom('importCorrections', { lastUsedAt: { $lt: filesFrom } }, { lastUsedAt: 1 });
  }

  /** What is used again meanwhile, like a file that is uploaded once more, stays. */
  private async forgetFrom(name: string, old: Document, index: Record<string, 1 | -1>): Promise<void> {
    const collection = collectionOf<{ _id: unknown }>(this.connection, name);
    for (let found = BATCH; found === BATCH;) {
      const batch = await collection
        .find(old, { projection: { _id: 1 } })
        .hint(index)
        .limit(BATCH)
        .toArray();
      found = batch.length;
      if (found > 0) await collection.deleteMany({ ...old, _id: { $in: batch.map(({ _id }) => _id) } });
    }
  }
}

const BATCH = 1_000;

/** How pools were used. Nobody looks further back than a day. */
const USE_DAYS = 7;
const DAY_MS = 24 * 3_600_000;

/** By this machine's clock: nobody minds a few minutes in thirty days. */
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
