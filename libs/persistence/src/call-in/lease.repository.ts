import { type Dnis } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Collection } from 'mongodb';
import { type Connection, type Types } from 'mongoose';
import { Batcher } from '../database/batcher.js';
import { collectionOf } from '../database/collection-of.js';
import { DECIDES, isAhead, isPast, later } from './decide.js';
import { type LeaseDocument } from './lease.schema.js';

export interface LeaseTerms {
  readonly callInId: string;
  readonly expirySeconds: number;
  readonly coolDownSeconds: number;
}

interface Claim {
  readonly dnis: Dnis;
  readonly groupId: Types.ObjectId;
  readonly terms: LeaseTerms;
}

interface Free {
  readonly dnis: Dnis;
  readonly callInId: string;
  readonly restsUntil: object | string;
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
  private readonly claims = new Batcher((claims: readonly Claim[]) => this.claimAll(claims));
  private readonly frees = new Batcher((frees: readonly Free[]) => this.freeAll(frees));

  constructor(@InjectConnection() connection: Connection) {
    this.leases = collectionOf(connection, 'leases');
  }

  /**
   * Takes one number of a group for one call-in, if nobody holds it and it has rested.
   *
   * @returns null when another call-in was faster: try the next number
   */
  async claim(dnis: Dnis, groupId: Types.ObjectId, terms: LeaseTerms): Promise<Lease | null> {
    return this.claims.ask({ dnis, groupId, terms });
  }

  /**
   * Frees a number now, before its time; its cool-down begins. What the call-in holds no longer stays as it is, so a
   * late caller cannot free its successor's.
   */
  async release(dnis: Dnis, callInId: string): Promise<void> {
    await this.frees.ask({ dnis, callInId, restsUntil: later('$$NOW', '$coolDownSeconds') });
  }

  /** The same for a number that nobody was told: it has no need to rest. */
  async giveBack(dnis: Dnis, callInId: string): Promise<void> {
    await this.frees.ask({ dnis, callInId, restsUntil: '$$NOW' });
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

  /** Of two claims to a number the first one has it; who holds which afterwards is read by the call-in's id. */
  private async claimAll(claims: readonly Claim[]): Promise<(Lease | null)[]> {
    const updates = claims.map(({ dnis, groupId, terms }) => ({
      updateOne: {
        filter: { _id: dnis, groupId, $expr: isPast('$restsUntil') },
        update: [{ $set: takenBy(terms) }],
        hint: { _id: 1 },
      },
    }));
    await this.leases.bulkWrite(updates, { ...DECIDES, ordered: false });
    const held = await this.leases
      .find({ _id: { $in: claims.map(({ dnis }) => dnis) } }, { projection: { heldBy: 1, heldUntil: 1 } })
      .toArray();
    const heldUntil = new Map(held.map((lease) => [lease.heldBy, lease.heldUntil]));
    return claims.map(({ terms: { callInId, expirySeconds } }) => {
      const expiresAt = heldUntil.get(callInId);
      return expiresAt ? { createdAt: new Date(expiresAt.getTime() - expirySeconds * 1_000), expiresAt } : null;
    });
  }

  private async freeAll(frees: readonly Free[]): Promise<undefined[]> {
    const updates = frees.map(({ dnis, callInId, restsUntil }) => ({
      updateOne: {
        filter: { _id: dnis, heldBy: callInId, $expr: isAhead('$heldUntil') },
        update: [{ $set: { heldUntil: '$$NOW', restsUntil } }],
        hint: { _id: 1 },
      },
    }));
    await this.leases.bulkWrite(updates, { ...DECIDES, ordered: false });
    return frees.map(() => undefined);
  }
}

const takenBy = ({ callInId, expirySeconds, coolDownSeconds }: LeaseTerms) => ({
  heldBy: { $literal: callInId },
  heldUntil: later('$$NOW', expirySeconds),
  restsUntil: later('$$NOW', expirySeconds + coolDownSeconds),
  coolDownSeconds: { $literal: coolDownSeconds },
});

const NEVER_HELD = new Date(0);
