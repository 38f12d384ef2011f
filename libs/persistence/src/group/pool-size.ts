import { err, ok, POOL_MAX, type Result } from '@ctci/domain';
import { type ClientSession, type Model, type Types } from 'mongoose';
import { type GroupDocument } from './group.schema.js';

export interface NoRoom {
  readonly code: 'GROUP_NOT_FOUND' | 'GROUP_DELETING' | 'POOL_FULL';
}

/**
 * Counts `added` more numbers into a pool, if it has room, and one more change of it. Every transaction that adds or
 * changes numbers calls this first: the write to the group makes two of them wait for one another, which is what holds
 * the limit, and keeps a group that is being deleted from getting any.
 *
 * @returns the pool's revision before
 */
export async function takeRoom(
  groups: Model<GroupDocument>,
  groupId: Types.ObjectId,
  added: number,
  session: ClientSession,
): Promise<Result<number, NoRoom>> {
  const hasRoom = { _id: groupId, deletingSince: { $exists: false }, poolSize: { $lte: POOL_MAX - added } };
  const change = { $inc: { poolSize: added, poolRevision: 1 } };
  const before = await groups.findOneAndUpdate(hasRoom, change, { session, projection: { poolRevision: 1 } }).lean();
  if (before) return ok(before.poolRevision);

  const group = await groups.findById(groupId, { deletingSince: 1 }, { session }).lean();
  if (!group) return err({ code: 'GROUP_NOT_FOUND' });
  return err({ code: group.deletingSince ? 'GROUP_DELETING' : 'POOL_FULL' });
}

/** Counts one number out of a pool; false when it is the last one, which stays. */
export async function leaveRoom(
  groups: Model<GroupDocument>,
  groupId: Types.ObjectId,
  session: ClientSession,
): Promise<boolean> {
  const notLast = { _id: groupId, poolSize: { $gt: 1 } };
  const change = { $inc: { poolSize: -1, poolRevision: 1 } };
  const { matchedCount } = await groups.updateOne(notLast, change, { session });
  return matchedCount === 1;
}
