import { type User } from '@ctci/contracts';
import { type UserDocument } from '@ctci/persistence';
import { etagOf } from '../http/etag.js';

/** Somebody as the API shows them. */
export const viewUser = (user: UserDocument): User => ({
  ...{ id: user._id.toHexString(), email: user.email, name: user.name, role: user.role, state: stateOf(user) },
  openIdConnect: user.openId !== undefined,
  secondFactor: user.secondFactor?.confirmedAt !== undefined,
  lastSignInAt: user.lastSignInAt?.toISOString() ?? null,
  createdAt: user.createdAt.toISOString(),
});

function stateOf({ disabledAt, passwordHash, openId }: UserDocument): User['state'] {
  if (disabledAt) return 'disabled';
  return (passwordHash ?? openId) === undefined ? 'invited' : 'active';
}

export const userEtag = ({ _id, revision }: UserDocument): string => etagOf(_id.toHexString(), revision);
