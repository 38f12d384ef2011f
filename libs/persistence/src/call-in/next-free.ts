import { type Dnis, retryAfterSeconds } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Collection } from 'mongodb';
import { type Connection, type Types } from 'mongoose';
import { collectionOf } from '../database/collection-of.js';
import { PoolNumbers } from '../number/pool-numbers.js';
import { BY_EXPIRY, type CallInDocument, LIVE_ON } from './call-in.schema.js';
import { DECIDES, isAhead, LIVING } from './decide.js';
import { LeaseRepository } from './lease.repository.js';
import { type LeaseDocument } from './lease.schema.js';

interface Ahead {
  readonly at: Date;
  readonly now: Date;
}

/** When an exhausted pool has room again, if nothing is ended before its time. */
@Injectable()
export class NextFree {
  private readonly leases: Collection<LeaseDocument>;
  private readonly callIns: Collection<CallInDocument>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly numbers: PoolNumbers,
    private readonly leaseRepository: LeaseRepository,
  ) {
    this.leases = collectionOf(connection, 'leases');
    this.callIns = collectionOf(connection, 'callIns');
  }

  /** Whole seconds until the next number of the pool has rested and no call-in of any kind lives on it; 1 at least. */
  async forUnique(groupId: Types.ObjectId): Promise<number> {
    const resting = await this.soonestLeases(groupId, 'restsUntil');
    const rested = await this.leaseRepository.longestFree(groupId, 0, SOONEST);
    const offerable = await this.numbers.offerableAmong(groupId, [...resting.keys(), ...rested]);
    const living = await this.livedOnUntil([...offerable]);
    return secondsUntil(
      [...offerable].flatMap((dnis) => {
        const times = [resting.get(dnis), living.get(dnis)].filter((ahead) => ahead !== undefined);
        return times.sort((one, other) => other.at.getTime() - one.at.getTime()).slice(0, 1);
      }),
    );
  }

  /** Whole seconds until the next number is held no more, or has room for another code of this length; 1 at least. */
  async forShared(groupId: Types.ObjectId, accessCodeLength: number | null): Promise<number> {
    const held = await this.soonestLeases(groupId, 'heldUntil');
    const offerable = await this.numbers.offerableAmong(groupId, [...held.keys()]);
    const times = [...held].flatMap(([dnis, ahead]) => (offerable.has(dnis) ? [ahead] : []));
    const code = accessCodeLength === null ? null : await this.soonestCode(groupId, accessCodeLength);
    return secondsUntil(code ? [...times, code] : times);
  }

  private async soonestLeases(groupId: Types.ObjectId, field: 'restsUntil' | 'heldUntil'): Promise<Map<Dnis, Ahead>> {
    // A lease that is held rests until later still, so the index has them all.
    const ahead = { groupId, $expr: { $and: [isAhead('$restsUntil'), isAhead(`$${field}`)] } };
    const projection = { at: `$${field}`, now: '$$NOW' };
    const found = await this.leases
      .find<Ahead & { _id: Dnis }>(ahead, { ...DECIDES, projection })
      .sort({ restsUntil: 1 })
      .limit(SOONEST)
      .toArray();
    return new Map(found.map((lease) => [lease._id, lease]));
  }

  /** Until when any call-in lives on each of these numbers. */
  private async livedOnUntil(dnis: readonly Dnis[]): Promise<Map<Dnis, Ahead>> {
    const living = await this.callIns
      .aggregate<Ahead & { _id: Dnis }>(
        [
          { $match: { ...LIVING, dnis: { $in: [...dnis] } } },
          { $group: { _id: '$dnis', at: { $max: '$expiresAt' } } },
          { $set: { now: '$$NOW' } },
        ],
        { ...DECIDES, hint: LIVE_ON },
      )
      .toArray();
    return new Map(living.map((number) => [number._id, number]));
  }

  private async soonestCode(groupId: Types.ObjectId, accessCodeLength: number): Promise<Ahead | null> {
    const projection = { _id: 0, at: '$expiresAt', now: '$$NOW' };
    return this.callIns.findOne<Ahead>(
      { ...LIVING, groupId, accessCodeLength },
      { ...DECIDES, hint: BY_EXPIRY, projection, sort: { expiresAt: 1 } },
    );
  }
}

const SOONEST = 256;

const secondsUntil = (ahead: readonly Ahead[]): number =>
  ahead.length === 0 ? 1 : Math.min(...ahead.map(({ at, now }) => retryAfterSeconds(at, now)));
