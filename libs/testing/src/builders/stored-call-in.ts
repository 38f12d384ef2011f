import { type CallInDocument } from '@ctci/persistence';
import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { aDnis } from './numbers.js';

/** A call-in as it is stored while it waits: shared, without a code, of nobody, for half a minute from this moment on. */
export function aStoredCallIn(changed: Partial<CallInDocument> = {}): CallInDocument {
  const now = Date.now();
  return {
    _id: randomUUID(),
    groupId: new Types.ObjectId(),
    groupName: 'Sales',
    dnis: aDnis(),
    kind: 'shared',
    state: 'waiting',
    accessCodeLength: null,
    caller: null,
    createdAt: new Date(now),
    expiresAt: new Date(now + 30_000),
    createdBy: 'test',
    ...changed,
  };
}
