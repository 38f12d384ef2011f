import { type ClientSession, type Collection } from 'mongodb';
import { type UserDocument } from './user.schema.js';

/** Somebody who can administrate right now: not disabled, and not only invited. */
const isActive = ({ role, disabledAt, passwordHash, openId }: UserDocument): boolean =>
  role === 'administrator' && disabledAt === undefined && (passwordHash ?? openId) !== undefined;

const ACTIVE = {
  role: 'administrator' as const,
  disabledAt: { $exists: false },
  $or: [{ passwordHash: { $exists: true } }, { openId: { $exists: true } }],
};

/**
 * Whether an active administrator is left once somebody has been changed, or with null removed, in this transaction.
 * Those who are left are written to: of two transactions that each take one of the last two away, the later one meets
 * the other's write, is repeated, and finds nobody left.
 */
export async function leavesAdministrator(
  users: Collection<UserDocument>,
  { before, after }: { readonly before: UserDocument; readonly after: UserDocument | null },
  session: ClientSession,
): Promise<boolean> {
  if (!isActive(before) || (after && isActive(after))) return true;
  const { matchedCount } = await users.updateMany(ACTIVE, { $inc: { guard: 1 } }, { session });
  return matchedCount > 0;
}
