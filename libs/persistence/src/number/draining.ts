import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import { ok } from '@ctci/domain';
import { type ClientSession, type Connection, type Model, type Types } from 'mongoose';
import { inTransaction } from '../database/transaction.js';
import { type GroupDocument } from '../group/group.schema.js';
import { type NumberDocument } from './number.schema.js';

/** The second half of every removal. */
@Injectable()
export class Draining {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel('Number') private readonly numbers: Model<NumberDocument>,
    @InjectModel('Group') private readonly groups: Model<GroupDocument>,
  ) {}

  /**
   * Lets go of draining numbers on which no call-in lives, and of each deleted group with the last of its numbers.
   * Whoever removes something or meets something that drains calls it; no worker is needed.
   */
  async finish(): Promise<void> {
    await this.numbers.deleteMany({ drainingSince: { $exists: true } });
    const deleted = await this.groups.find({ deletingSince: { $exists: true } }, { _id: 1 }).lean();
    for (const { _id } of deleted) {
      await this.numbers.deleteMany({ groupId: _id });
      await inTransaction(this.connection, async (session) => {
        await this.releaseOverflow(_id, session);
        await this.groups.deleteOne({ _id }, { session });
        return ok(null);
      });
    }
  }

  /** A number that was kept for the overflow of this group is anybody's, unless another group keeps it too. */
  async releaseOverflow(groupId: Types.ObjectId, session: ClientSession): Promise<void> {
    const reserved = await this.numbers.find({ overflowOf: groupId }, { _id: 1 }, { session }).lean();
    const ids = reserved.map(({ _id }) => _id);
    await this.numbers.updateMany({ _id: { $in: ids } }, { $pull: { overflowOf: groupId } }, { session });
    await this.numbers.deleteMany({ _id: { $in: ids }, overflowOf: { $size: 0 } }, { session });
  }
}
