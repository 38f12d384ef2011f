import { type AuditCode } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Collection, type Filter } from 'mongodb';
import { type Connection, Types } from 'mongoose';
import { collectionOf } from '../database/collection-of.js';
import { type AuditDocument } from './audit.schema.js';

/** Where a page ended: entries are ordered by time, then by id. */
export interface AuditPosition {
  readonly at: Date;
  readonly id: string;
}

export interface AuditFilter {
  readonly who?: string | undefined;
  readonly what?: string | undefined;
  /** Entries about any of these groups. */
  readonly groupIds?: readonly string[] | undefined;
  readonly from?: Date | undefined;
  /** Not included. */
  readonly to?: Date | undefined;
  readonly after?: AuditPosition | undefined;
  readonly limit: number;
  /** With the numbers of whole groups: up to a quarter of a megabyte an entry. */
  readonly withNumbers?: true;
}

/** What has been changed, as it is looked up. */
@Injectable()
export class AuditLog {
  private readonly entries: Collection<AuditDocument>;

  constructor(@InjectConnection() connection: Connection) {
    this.entries = collectionOf(connection, 'audit');
  }

  /** Newest first. */
  async list({ who, what, groupIds, from, to, after, limit, withNumbers }: AuditFilter): Promise<AuditDocument[]> {
    const filter: Filter<AuditDocument> = {
      ...(who !== undefined && { who: { $eq: who } }),
      ...(what !== undefined && { what: { $eq: what as AuditCode } }),
      ...(groupIds && { groupId: { $in: [...groupIds] } }),
      $and: [
        from ? { at: { $gte: from } } : {},
        to ? { at: { $lt: to } } : {},
        after ? { at: { $lte: after.at } } : {},
        after ? { $or: [{ at: { $lt: after.at } }, { _id: { $lt: new Types.ObjectId(after.id) } }] } : {},
      ],
    };
    const projection = withNumbers ? {} : { 'before.numbers': 0, 'after.numbers': 0 };
    return this.entries.find(filter, { projection }).sort({ at: -1, _id: -1 }).limit(limit).toArray();
  }
}
