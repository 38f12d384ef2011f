import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Collection } from 'mongodb';
import { type Connection, Types } from 'mongoose';
import { secondsAgo } from '../call-in/decide.js';
import { collectionOf } from '../database/collection-of.js';
import { type GroupDocument } from './group.schema.js';
import { type GroupUse, GroupUses } from './group-uses.js';
import { type RefusedCounts, type UseMinuteDocument } from './use-minute.schema.js';

/** How groups use their pools over time, by minutes of the database's clock. Retention forgets them. */
@Injectable()
export class UseMinutes {
  private readonly groups: Collection<GroupDocument>;
  private readonly minutes: Collection<UseMinuteDocument>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly uses: GroupUses,
  ) {
    this.groups = collectionOf(connection, 'groups');
    this.minutes = collectionOf(connection, 'useMinutes');
  }

  /** Keeps how every group that takes call-ins uses its pool now. Whoever does the same meanwhile does no harm. */
  async sample(): Promise<void> {
    const taking = { nameKey: { $exists: true }, poolSize: { $gt: 0 } };
    const groups = await this.groups.find(taking, { projection: { _id: 1 } }).toArray();
    await this.keep(await this.uses.of(groups.map(({ _id }) => _id.toHexString())));
  }

  /**
   * Adds creates that were refused, by group, to the minute that it is now, and how the pool is used with them: few
   * moments matter more. What a group had refused that is gone is dropped. Called twice, it adds twice.
   */
  async addRefused(refused: ReadonlyMap<string, RefusedCounts>): Promise<void> {
    await this.keep(await this.uses.of([...refused.keys()]), refused);
  }

  /** Those of a group that have begun within so many minutes, the oldest first. */
  async list(groupId: string, minutes: number): Promise<UseMinuteDocument[]> {
    const recent = { $expr: { $gt: ['$at', secondsAgo(60 * minutes)] } };
    return this.minutes
      .find({ groupId: new Types.ObjectId(groupId), ...recent })
      .sort({ at: 1 })
      .toArray();
  }

  private async keep(uses: readonly GroupUse[], refused?: ReadonlyMap<string, RefusedCounts>): Promise<void> {
    if (uses.length === 0) return;
    const updates = uses.map(({ groupId, poolSize, inUse, at }) => ({
      updateOne: {
        filter: { groupId: new Types.ObjectId(groupId), at: minuteOf(at) },
        update: { $set: { poolSize }, $max: { inUse }, $inc: added(refused?.get(groupId)) },
        upsert: true,
      },
    }));
    await this.minutes.bulkWrite(updates, { ordered: false });
  }
}

const added = (refused: RefusedCounts = {}) =>
  Object.fromEntries(Object.entries(refused).map(([code, count]) => [`refused.${code}`, count]));

const MINUTE_MS = 60_000;

const minuteOf = (at: Date) => new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS);
