import { type Dnis } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import { type ClientSession, type Connection, type Model, Types } from 'mongoose';
import { CallInRepository } from '../call-in/call-in.repository.js';
import { LeaseRepository } from '../call-in/lease.repository.js';
import { sendRows } from '../database/send-rows.js';
import { type GroupDocument } from '../group/group.schema.js';
import { type DrainDocument } from './drain.schema.js';
import { type NumberDocument } from './number.schema.js';

/**
 * How numbers leave: first they drain, offered to nobody, while what lives on them is still matched; then they go, by
 * whoever looks next.
 */
@Injectable()
export class Draining {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel('Number') private readonly numbers: Model<NumberDocument>,
    @InjectModel('Drain') private readonly drains: Model<DrainDocument>,
    private readonly callIns: CallInRepository,
    private readonly leases: LeaseRepository,
  ) {}

  /** Lets these numbers of a group drain from the moment at which the transaction is committed. */
  async begin(groupId: Types.ObjectId, numbers: readonly Dnis[], session: ClientSession): Promise<void> {
    if (numbers.length === 0) return;
    const draining = { q: { _id: { $in: numbers } }, u: { $currentDate: { drainingSince: true } }, multi: true };
    await sendRows(this.connection, { update: 'numbers', updates: [draining] }, session);
    const drain: DrainDocument = { _id: new Types.ObjectId(), groupId, numbers: [...numbers] };
    await sendRows(this.connection, { insert: 'drains', documents: [drain] }, session);
  }

  /**
   * Lets go of draining numbers on which no call-in lives, and of each deleted group with the last of its numbers.
   * Whoever removes something or meets something that drains calls it; no worker is needed.
   */
  async finish(): Promise<void> {
    for (const drain of await this.drains.find().sort({ _id: 1 }).lean()) await this.finishOne(drain);

    const groups = this.connection.collection<GroupDocument>('groups');
    const deleted = await groups.find({ deletingSince: { $exists: true } }, { projection: { _id: 1 } }).toArray();
    for (const { _id } of deleted) {
      if (!(await this.numbers.exists({ groupId: _id }))) await groups.deleteOne({ _id });
    }
  }

  /** The numbers of these groups that may drain. */
  async drainingOf(groupIds: readonly Types.ObjectId[]): Promise<Dnis[]> {
    const drains = await this.drains.find({ groupId: { $in: [...groupIds] } }, { numbers: 1 }).lean();
    const listed = { _id: { $in: drains.flatMap(({ numbers }) => numbers) }, drainingSince: { $exists: true } };
    if (drains.length === 0) return [];
    return (await this.numbers.find(listed, { _id: 1 }).lean()).map(({ _id }) => _id);
  }

  /** A number that was kept for the overflow of this group drains, unless another group keeps it too. */
  async releaseOverflow(groupId: Types.ObjectId, dnis: Dnis | null, session: ClientSession): Promise<void> {
    if (!dnis) return;
    const kept = { _id: dnis, overflowOf: groupId };
    await this.numbers.updateOne(kept, { $pull: { overflowOf: groupId } }, { session });
    const ofNobody = { _id: dnis, overflowOf: { $size: 0 } };
    const { matchedCount } = await this.numbers.updateOne(ofNobody, { $unset: { overflowOf: 1 } }, { session });
    if (matchedCount === 1) await this.begin(groupId, [dnis], session);
  }

  private async finishOne({ _id, groupId, numbers }: DrainDocument): Promise<void> {
    const gone: Dnis[] = [];
    for (let from = 0; from < numbers.length; from += BATCH) {
      gone.push(...(await this.letGo(groupId, numbers.slice(from, from + BATCH))));
    }
    if (gone.length === numbers.length) await this.drains.deleteOne({ _id });
    else if (gone.length > 0) await this.drains.updateOne({ _id }, { $pull: { numbers: { $in: gone } } });
  }

  /**
   * A call-in that is made after this has looked finds its number draining and takes another. One that comes back into
   * its pool and drains anew meanwhile does so later than those seen here, by another removal, and stays for that.
   *
   * @returns those that are done with, gone or back in a pool
   */
  private async letGo(groupId: Types.ObjectId, numbers: readonly Dnis[]): Promise<Dnis[]> {
    const listed = { _id: { $in: [...numbers] }, drainingSince: { $exists: true } };
    const seen = await this.numbers.find(listed, { drainingSince: 1 }).lean();
    const living = await this.callIns.livingOn(seen.map(({ _id }) => _id));
    const idle = seen.filter(({ _id }) => !living.has(_id));
    const ids = idle.map(({ _id }) => _id);
    if (ids.length > 0) {
      const latest = Math.max(...idle.map(({ drainingSince }) => drainingSince?.getTime() ?? 0));
      await this.numbers.deleteMany({ _id: { $in: ids }, drainingSince: { $lte: new Date(latest) } });
      await this.leases.forget(groupId, ids); // an overflow number has none
    }
    const stays = new Set(seen.flatMap(({ _id }) => (living.has(_id) ? [_id] : [])));
    return numbers.filter((dnis) => !stays.has(dnis));
  }
}

const BATCH = 1_000;
