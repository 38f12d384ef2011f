import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ClientSession, type Model, type Types } from 'mongoose';
import { CallInRepository } from '../call-in/call-in.repository.js';
import { LeaseRepository } from '../call-in/lease.repository.js';
import { type GroupDocument } from '../group/group.schema.js';
import { type NumberDocument } from './number.schema.js';

/** The second half of every removal. */
@Injectable()
export class Draining {
  constructor(
    @InjectModel('Number') private readonly numbers: Model<NumberDocument>,
    @InjectModel('Group') private readonly groups: Model<GroupDocument>,
    private readonly callIns: CallInRepository,
    private readonly leases: LeaseRepository,
  ) {}

  /**
   * Lets go of draining numbers on which no call-in lives, and of each deleted group with the last of its numbers.
   * Whoever removes something or meets something that drains calls it; no worker is needed.
   */
  async finish(): Promise<void> {
    const draining = await this.numbers.find(DRAINING, { groupId: 1, drainingSince: 1 }).lean();
    for (let from = 0; from < draining.length; from += BATCH) {
      await this.letGo(draining.slice(from, from + BATCH));
    }

    const deleted = await this.groups.find({ deletingSince: { $exists: true } }, { _id: 1 }).lean();
    for (const { _id } of deleted) {
      if (!(await this.numbers.exists({ groupId: _id }))) await this.groups.deleteOne({ _id });
    }
  }

  /** A number that was kept for the overflow of this group drains, unless another group keeps it too. */
  async releaseOverflow(groupId: Types.ObjectId, session: ClientSession): Promise<void> {
    const reserved = await this.numbers.find({ overflowOf: groupId }, { _id: 1 }, { session }).lean();
    const ids = reserved.map(({ _id }) => _id);
    await this.numbers.updateMany({ _id: { $in: ids } }, { $pull: { overflowOf: groupId } }, { session });
    const drains = { $unset: { overflowOf: 1 as const }, $currentDate: { drainingSince: true as const } };
    await this.numbers.updateMany({ _id: { $in: ids }, overflowOf: { $size: 0 } }, drains, { session });
  }

  /**
   * A call-in that is made after this has looked finds its number draining and takes another. One that comes back into
   * its pool and drains anew meanwhile does so later than those seen here, and stays for the next look.
   */
  private async letGo(seen: readonly Pick<NumberDocument, '_id' | 'groupId' | 'drainingSince'>[]): Promise<void> {
    const living = await this.callIns.livingOn(seen.map(({ _id }) => _id));
    const idle = seen.filter(({ _id }) => !living.has(_id));
    if (idle.length === 0) return;
    const ids = idle.map(({ _id }) => _id);
    const latest = Math.max(...idle.map(({ drainingSince }) => drainingSince?.getTime() ?? 0));
    await this.numbers.deleteMany({ _id: { $in: ids }, drainingSince: { $lte: new Date(latest) } });
    for (const [, numbers] of Map.groupBy(idle, ({ groupId }) => String(groupId))) {
      const groupId = numbers[0]?.groupId;
      if (groupId)
        await this.leases.forget(
          groupId,
          numbers.map(({ _id }) => _id),
        ); // an overflow number has none
    }
  }
}

const BATCH = 1_000;

const DRAINING = { drainingSince: { $exists: true } } as const;
