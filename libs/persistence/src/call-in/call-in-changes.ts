import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type ChangeStreamDocument, type Collection, type Timestamp } from 'mongodb';
import { type Connection } from 'mongoose';
import { collectionOf } from '../database/collection-of.js';
import { type CallInDocument } from './call-in.schema.js';

export interface FollowedChanges {
  close(): Promise<void>;
}

/** Tells of call-ins that are made or change, whichever process did it, by a change stream of MongoDB. */
@Injectable()
export class CallInChanges {
  private readonly callIns: Collection<CallInDocument>;

  constructor(@InjectConnection() private readonly connection: Connection) {
    this.callIns = collectionOf(connection, 'callIns');
  }

  /**
   * Tells of every change from now on. Short breaks are bridged; whatever else goes wrong ends it, and is told once.
   *
   * @returns as soon as nothing that happens after it can be missed
   */
  async follow(onChange: (callInId: string) => void, onEnd: (error: unknown) => void): Promise<FollowedChanges> {
    const { operationTime } = (await this.connection.db?.command({ ping: 1 })) ?? {};
    const stream = this.callIns.watch<CallInDocument, Changed>(MADE_OR_CHANGED, {
      startAtOperationTime: operationTime as Timestamp,
    });
    stream.on('change', ({ documentKey }) => {
      onChange(documentKey._id);
    });
    stream.on('error', onEnd);
    return stream;
  }
}

type Changed = Extract<ChangeStreamDocument<CallInDocument>, { operationType: 'update' }>;

/** One that is taken back before anybody is told of it is removed: that is none of these. */
const MADE_OR_CHANGED = [
  { $match: { operationType: { $in: ['insert', 'update', 'replace'] } } },
  { $project: { operationType: 1, documentKey: 1 } },
];
