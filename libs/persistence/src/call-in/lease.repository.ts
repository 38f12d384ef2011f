import { type Dnis } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Collection } from 'mongodb';
import { type Connection, type Types } from 'mongoose';
import { collectionOf } from '../database/collection-of.js';
import { DECIDES, DECIDES_BY_ID, isAhead, isPast, later } from './decide.js';
import { type LeaseDocument } from './lease.schema.js';

export interface LeaseTerms {
  readonly callInId: string;
  readonly expirySeconds: number;
  readonly coolDownSeconds: number;
}

/** From when to when a number is held: what is between them is `expirySeconds`. */
export interface Lease {
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Who holds which number uniquely. Held, resting or free is judged by the database's clock in one atomic command. */
@Injectable()
export class LeaseRepository {
  private readonly leases: Collection<LeaseDocument>;

  constructor(@InjectConnection() connection: Connection) {
    this.leases = collectionOf(connection, 'leases');
  }

  /**
   * Takes one number of a group for one call-in, if nobody holds it and it has rested.
   *
   * @returns null when another call-in was faster: try the next number
   */
  async claim(dnis: Dnis, groupId: Types.ObjectId, terms: LeaseTerms): Promise<Lease | null> {
    const { callInId, expirySeconds, coolDownSeconds } = terms;
    const taken = {
      heldBy: { $literal: callInId },
      heldUntil: later('$$NOW', expirySeconds),
      restsUntil: later('$$NOW', expirySeconds + coolDownSeconds),
      coolDownSeconds: { $literal: coolDownSeconds },
    };
    const lease = await this.leases.findOneAndUpdate(
      { _id: dnis, groupId, $expr: isPast('$restsUntil') },
      [{ $set: taken }],
      { ...DECIDES_BY_ID, returnDocument: 'after', projection: { heldUntil: 1 } },
    );
    if (!lease) return null;
    return { createdAt: new Date(lease.heldUntil.getTime() - expirySeconds * 1_000), expiresAt: lease.heldUntil };
  }

  /**
   * Frees a number now, before its time; its cool-down begins.
   *
   * @returns false when the call-in holds it no longer, so that a late caller cannot free its successor's
   */
  async release(dnis: Dnis, callInId: string): Promise<boolean> {
    return this.free(dnis, callInId, later('$$NOW', '$coolDownSeconds'));
  }

  /** The same for a number that nobody was told: it has no need to rest. */
  async giveBack(dnis: Dnis, callInId: string): Promise<boolean> {
    return this.free(dnis, callInId, '$$NOW');
  }

  private async free(dnis: Dnis, callInId: string, restsUntil: object | string): Promise<boolean> {
    const freed = [{ $set: { heldUntil: '$$NOW', restsUntil } }];
    const held = { _id: dnis, heldBy: callInId, $expr: isAhead('$heldUntil') };
    const { modifiedCount } = await this.leases.updateOne(held, freed, DECIDES_BY_ID);
    return modifiedCount === 1;
  }

  /** A page of the numbers of a group that may be handed out, the longest free first. */
  async longestFree(groupId: Types.ObjectId, skip: number, limit: number): Promise<Dnis[]> {
    const free = await this.leases
      .find({ groupId, $expr: isPast('$restsUntil') }, { ...DECIDES, projection: { _id: 1 } })
      .sort({ restsUntil: 1 })
      .skip(skip)
      .limit(limit)
      .toArray();
    return free.map(({ _id }) => _id);
  }

  /** Of these numbers, those that a call-in holds. */
  async heldAmong(dnis: readonly Dnis[]): Promise<Set<Dnis>> {
    const filter = { _id: { $in: [...dnis] }, $expr: isAhead('$heldUntil') };
    const held = await this.leases.find(filter, { ...DECIDES, projection: { _id: 1 } }).toArray();
    return new Set(held.map(({ _id }) => _id));
  }

  async isHeld(dnis: Dnis): Promise<boolean> {
    return (await this.heldAmong([dnis])).size > 0;
  }

  /** Of these numbers, those that cannot be handed out now, and whether a call-in holds them or they only rest. */
  async busy(which: { groupId: Types.ObjectId } | { _id: { $in: Dnis[] } }): Promise<Map<Dnis, 'leased' | 'cooling'>> {
    const isHeld = { $gt: ['$heldUntil', '$$NOW'] };
    const busy = await this.leases
      .find<{ _id: Dnis; isHeld: boolean }>(
        { ...which, $expr: isAhead('$restsUntil') },
        { ...DECIDES, projection: { isHeld } },
      )
      .toArray();
    return new Map(busy.map((lease) => [lease._id, lease.isHeld ? 'leased' : 'cooling']));
  }

  /** How many numbers of each group are held; a group that holds none is absent. */
  async countHeld(groupIds: readonly Types.ObjectId[], except: readonly Dnis[]): Promise<Map<string, number>> {
    const held = { $and: [isAhead('$restsUntil'), isAhead('$heldUntil')] };
    const counted = await this.leases
      .aggregate<{ _id: Types.ObjectId; held: number }>(
        [
          {
            $match: {
              groupId: { $in: [...groupIds] },
              $expr: held,
              ...(except.length > 0 && { _id: { $nin: [...except] } }),
            },
          },
          { $group: { _id: '$groupId', held: { $sum: 1 } } },
        ],
        DECIDES,
      )
      .toArray();
    return new Map(counted.map(({ _id, held: count }) => [_id.toHexString(), count]));
  }

  /** Gives each of these numbers of a group a lease that nobody has held yet, where it has none. */
  async introduce(groupId: Types.ObjectId, dnis: readonly Dnis[]): Promise<void> {
    const known = await this.leases.find({ _id: { $in: [...dnis] }, groupId }, { projection: { _id: 1 } }).toArray();
    const there = new Set(known.map(({ _id }) => _id));
    const missing = dnis.filter((number) => !there.has(number));
    if (missing.length === 0) return;
    const never = { heldBy: null, heldUntil: NEVER_HELD, restsUntil: NEVER_HELD, coolDownSeconds: 0 };
    await this.leases.bulkWrite(
      missing.map((_id) => ({
        updateOne: {
          filter: { _id },
          update: { $set: { groupId }, $unset: { forgottenAt: 1 as const }, $setOnInsert: never },
          upsert: true,
        },
      })),
      { ordered: false },
    );
  }

  /** Numbers that have left this group: another one may have them, once they have rested. */
  async forget(groupId: Types.ObjectId, dnis: readonly Dnis[]): Promise<void> {
    const forgotten = [{ $set: { forgottenAt: '$restsUntil' } }, { $unset: 'groupId' }];
    await this.leases.updateMany({ _id: { $in: [...dnis] }, groupId }, forgotten);
  }
}

const NEVER_HELD = new Date(0);
