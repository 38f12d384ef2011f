import { err, ok, POOL_MAX, type Result } from '@ctci/domain';
import { type ClientSession, type Model, type QueryFilter, type Types } from 'mongoose';
import { type GroupDocument } from './group.schema.js';

export interface NoRoom {
  readonly code: 'GROUP_NOT_FOUND' | 'GROUP_DELETING' | 'POOL_FULL';
}

export interface NotResized {
  readonly code: NoRoom['code'] | 'LAST_NUMBER';
}

/** A pool as it was before a change. */
export interface PoolBefore {
  readonly revision: number;
  readonly poolSize: number;
}

/**
 * Counts numbers into a pool that has room for them, and one more change of it. Every transaction that adds or changes
 * numbers calls this first: the write to the group makes two of them wait for one another, which is what holds the
 * limits, and keeps a group that is being deleted from getting any.
 *
 * @param by less than 0 where more numbers go than come; whoever calls sees to it that one is left
 */
export async function growPool(
  groups: Model<GroupDocument>,
  groupId: Types.ObjectId,
  by: number,
  session: ClientSession,
): Promise<Result<PoolBefore, NoRoom>> {
  const before = await resize(groups, { _id: groupId, poolSize: { $lte: POOL_MAX - by } }, by, session);
  return before === null ? err({ code: (await whyNot(groups, groupId, session)) ?? 'POOL_FULL' }) : ok(before);
}

/** Counts one number out of a pool, and one more change of it. The last one stays. */
export async function shrinkPool(
  groups: Model<GroupDocument>,
  groupId: Types.ObjectId,
  session: ClientSession,
): Promise<Result<PoolBefore, NotResized>> {
  const before = await resize(groups, { _id: groupId, poolSize: { $gt: 1 } }, -1, session);
  return before === null ? err({ code: (await whyNot(groups, groupId, session)) ?? 'LAST_NUMBER' }) : ok(before);
}

async function resize(
  groups: Model<GroupDocument>,
  filter: QueryFilter<GroupDocument>,
  by: number,
  session: ClientSession,
): Promise<PoolBefore | null> {
  const present = { ...filter, deletingSince: { $exists: false } };
  const change = { $inc: { poolSize: by, poolRevision: 1 } };
  const projection = { poolRevision: 1, poolSize: 1 };
  const before = await groups.findOneAndUpdate(present, change, { session, projection }).lean();
  return before && { revision: before.poolRevision, poolSize: before.poolSize };
}

/** What else than its size keeps a pool from changing. */
async function whyNot(
  groups: Model<GroupDocument>,
  groupId: Types.ObjectId,
  session: ClientSession,
): Promise<'GROUP_NOT_FOUND' | 'GROUP_DELETING' | null> {
  const group = await groups.findById(groupId, { deletingSince: 1 }, { session }).lean();
  if (!group) return 'GROUP_NOT_FOUND';
  return group.deletingSince ? 'GROUP_DELETING' : null;
}
