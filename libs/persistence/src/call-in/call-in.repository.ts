import { type CallInKind, type Dnis, err, ok, type Result, retryAfterSeconds, type UserData } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type AnyBulkWriteOperation, type Collection } from 'mongodb';
import { type Connection, type Types } from 'mongoose';
import { Batcher } from '../database/batcher.js';
import { collectionOf } from '../database/collection-of.js';
import { refusedWrites } from '../database/refused-writes.js';
import { type CallInDocument, LIVE_ON, OF_CALLER } from './call-in.schema.js';
import { DECIDES, LIVING, later, secondsAgo } from './decide.js';
import { type Lease } from './lease.repository.js';

/** A call-in as it is made; its times are the database's to give. */
export interface NewCallIn {
  readonly _id: string;
  readonly groupId: Types.ObjectId;
  readonly groupName: string;
  readonly dnis: Dnis;
  readonly kind: CallInKind;
  readonly accessCodeLength: number | null;
  readonly accessCode?: string;
  readonly fromPhoneNumber?: string;
  readonly caller: Dnis | null;
  readonly callerPlace?: number;
  readonly userData?: UserData;
  readonly callbackServiceId?: string;
  readonly createdBy: string;
  readonly idempotencyKey?: string;
}

/**
 * Another live call-in of the number has the code, or one of the caller has the place: take another. Or another request
 * has made the call-in of the key.
 */
export interface NotMade {
  readonly code: 'CODE_TAKEN' | 'PLACE_TAKEN' | 'KEY_TAKEN';
}

interface Birth {
  readonly entry: NewCallIn & { readonly state: 'waiting' };
  readonly life: Lease | number;
}

/** A caller's live call-in in a group. */
export interface CallerPlace {
  readonly callerPlace?: number;
  readonly expiresAt: Date;
  /** The database's clock as it was read. */
  readonly now: Date;
}

/** Call-ins as they are made. How they end is in {@link CallInEnds}, what lives on a number in {@link LiveCallIns}. */
@Injectable()
export class CallInRepository {
  private readonly callIns: Collection<CallInDocument>;
  private readonly births = new Batcher((births: readonly Birth[]) => this.createAll(births));

  constructor(@InjectConnection() connection: Connection) {
    this.callIns = collectionOf(connection, 'callIns');
  }

  /** @param life the lease that it holds, or how many seconds from now it lives */
  async create(entry: NewCallIn, life: Lease | number): Promise<Result<CallInDocument, NotMade>> {
    return this.births.ask({ entry: { ...entry, state: 'waiting' }, life });
  }

  /** Takes back a call-in that nobody was told of. */
  async withdraw(callInId: string): Promise<void> {
    await this.callIns.deleteOne({ _id: callInId, state: 'waiting' });
  }

  /** A caller's live call-ins in a group, as many as can count: a limit is 100 at most. */
  async placesOf(caller: Dnis, groupId: Types.ObjectId): Promise<CallerPlace[]> {
    // The index is by time, and no call-in lives longer than half an hour.
    const since = { $gt: ['$createdAt', secondsAgo(1_800)] };
    const filter = { caller, groupId, state: 'waiting' as const, $expr: { $and: [since, LIVING.$expr] } };
    const projection = { _id: 0, callerPlace: 1, expiresAt: 1, now: '$$NOW' };
    return this.callIns
      .find<CallerPlace>(filter, { ...DECIDES, hint: OF_CALLER, projection })
      .limit(100)
      .toArray();
  }

  /**
   * Of these numbers, those on which a call-in lives. Many are looked for in one walk through all that lies between
   * them: what has ended lately still lies in the index, and each number's own search would pass all of it.
   */
  async livingOn(dnis: readonly Dnis[]): Promise<Set<Dnis>> {
    if (dnis.length === 0) return new Set();
    const living = await this.callIns
      .aggregate<{ _id: Dnis }>([{ $match: { ...LIVING, dnis: amongMany(dnis) } }, { $group: { _id: '$dnis' } }], {
        ...DECIDES,
        hint: LIVE_ON,
      })
      .toArray();
    const wanted = new Set(dnis);
    return new Set(living.flatMap(({ _id }) => (wanted.has(_id) ? [_id] : [])));
  }

  /** Whole seconds until no call-in can live on the number any more, rounded up; 0 when none does. */
  async secondsUntilIdle(dnis: Dnis): Promise<number> {
    const projection = { _id: 0, expiresAt: 1, now: '$$NOW' };
    const living = await this.callIns
      .find<{ expiresAt: Date; now: Date }>({ ...LIVING, dnis }, { ...DECIDES, hint: LIVE_ON, projection })
      .toArray();
    return Math.max(0, ...living.map(({ expiresAt, now }) => retryAfterSeconds(expiresAt, now)));
  }

  /** Whether another call-in lives on the number. */
  async isLivedOnBeside(dnis: Dnis, callInId: string): Promise<boolean> {
    const other = { ...LIVING, dnis, _id: { $ne: callInId } };
    return (await this.callIns.findOne(other, { ...DECIDES, hint: LIVE_ON, projection: { _id: 1 } })) !== null;
  }

  /** How many codes of a length live on each of these numbers; one without any is absent. */
  async countCodes(dnis: readonly Dnis[], accessCodeLength: number): Promise<Map<Dnis, number>> {
    const counted = await this.callIns
      .aggregate<{ _id: Dnis; codes: number }>(
        [
          { $match: { ...LIVING, dnis: { $in: [...dnis] }, accessCodeLength } },
          { $group: { _id: '$dnis', codes: { $sum: 1 } } },
        ],
        { ...DECIDES, hint: LIVE_ON },
      )
      .toArray();
    return new Map(counted.map(({ _id, codes }) => [_id, codes]));
  }

  private async createAll(births: readonly Birth[]): Promise<Result<CallInDocument, NotMade>[]> {
    const refused = await refusedWrites(this.callIns.bulkWrite(births.map(writeOf), { ...DECIDES, ordered: false }));
    const timed = await this.timesOf(births);
    return births.map(({ entry, life }, index) => {
      const takenIndex = refused.get(index);
      if (takenIndex !== undefined) return err(notMade(takenIndex));
      const times = typeof life === 'number' ? timed.get(entry._id) : life;
      if (!times) throw new Error('a call-in was written and is not there');
      return ok({ ...entry, ...times });
    });
  }

  /** Those of the call-ins whose times the database has given. */
  private async timesOf(births: readonly Birth[]): Promise<Map<string, Lease>> {
    const _id = { $in: births.flatMap(({ entry, life }) => (typeof life === 'number' ? [entry._id] : [])) };
    if (_id.$in.length === 0) return new Map();
    const projection = { createdAt: 1, expiresAt: 1 };
    const found = await this.callIns.find({ _id }, { projection, hint: { _id: 1 } }).toArray();
    return new Map(found.map(({ _id: id, createdAt, expiresAt }) => [id, { createdAt, expiresAt }]));
  }
}

function writeOf({ entry, life }: Birth): AnyBulkWriteOperation<CallInDocument> {
  if (typeof life !== 'number') return { insertOne: { document: { ...entry, ...life } } };
  const times = { createdAt: '$$NOW', expiresAt: later('$$NOW', life) };
  const update = [{ $replaceWith: { $mergeObjects: [{ $literal: entry }, times] } }];
  return { updateOne: { filter: { _id: entry._id }, update, upsert: true } };
}

function notMade(takenIndex: string): NotMade {
  if (takenIndex.includes('idempotencyKey')) return { code: 'KEY_TAKEN' };
  return { code: takenIndex.includes('accessCode') ? 'CODE_TAKEN' : 'PLACE_TAKEN' };
}

const FEW = 8;

function amongMany(dnis: readonly Dnis[]): { $in: Dnis[] } | { $gte: Dnis; $lte: Dnis } {
  const sorted = [...dnis].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  return first && last && dnis.length > FEW ? { $gte: first, $lte: last } : { $in: sorted };
}
