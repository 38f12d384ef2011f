import { err, ok, POOL_MAX, type Result } from '@ctci/domain';
import { type ClientSession, type Model, type QueryFilter, type Types } from 'mongoose';
import { type GroupDocument } from './group.schema.js';

export interface NoRoom {
  readonly code: 'GROUP_NOT_FOUND' | 'GROUP_DELETING' | 'POOL_FULL';
}

export interface NotResized {
  readonly code: NoRoom['code'] | 'LAST_NUMBER';
}

/**
 * Counts numbers into a pool that has room for them, and one more change of it. Every transaction that adds or changes
 * numbers calls this first: the write to the group makes two of them wait for one another, which is what holds the
 * limits, and keeps a group that is being deleted from getting any.
 *
 * @returns the pool's revision before
 */
export async function growPool(
  groups: Model<GroupDocument>,
  groupId: Types.ObjectId,
  by: number,
  session: ClientSession,
): Promise<Result<number, NoRoom>> {
  const revision = await resize(groups, { _id: groupId, poolSize: { $lte: POOL_MAX - by } }, by, session);
  return revision === null ? err({ code: (await whyNot(groups, groupId, session)) ?? 'POOL_FULL' }) : ok(revision);
}

/** Counts one number out of a pool, and one more change of it. The last one stays. */
export async function shrinkPool(
  groups: Model<GroupDocument>,
  groupId: Types.ObjectId,
  session: ClientSession,
): Promise<Result<number, NotResized>> {
  const revision = await resize(groups, { _id: groupId, poolSize: { $gt: 1 } }, -1, session);
  return revision === null ? err({ code: (await whyNot(groups, groupId, session)) ?? 'LAST_NUMBER' }) : ok(revision);
}

async function resize(
  groups: Model<GroupDocument>,
  filter: QueryFilter<GroupDocument>,
  by: number,
  session: ClientSession,
): Promise<number | null> {
  const present = { ...filter, deletingSince: { $exists: false } };
  const change = { $inc: { poolSize: by, poolRevision: 1 } };
  const before = await groups.findOneAndUpdate(present, change, { session, projection: { poolRevision: 1 } }).lean();
  return before?.poolRevision ?? null;
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
