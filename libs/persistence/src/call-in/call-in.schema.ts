import { type CallInKind, type CallInState, type Dnis, type MatchedBy, type UserData } from '@ctci/domain';
import { Schema, type Types } from 'mongoose';

/** The call that a call-in was joined to. This is also the record of that attempt. */
export interface CallInMatch {
  by: MatchedBy;
  candidates: number;
  /** UUID. Of the calls that are joined to it at once, the one that was. */
  token: string;
  /** Null when withheld or unreadable. */
  callerNumber: Dnis | null;
  callId?: string;
  /** Of the call's `callId`, for 24 hours: see `callKey`. */
  callKey?: string;
}

export interface CallInDocument {
  /** UUID. */
  _id: string;
  groupId: Types.ObjectId;
  /** As it was written when the call-in was made: records outlive their group. */
  groupName: string;
  dnis: Dnis;
  kind: CallInKind;
  /** As last written: one that waits past its `expiresAt` is expired, whether a worker has said so or not. */
  state: CallInState;
  /** Digits; null when it has no code. Outlives the code, which goes when the call-in ends. */
  accessCodeLength: number | null;
  accessCode?: string;
  /** As it was sent. */
  fromPhoneNumber?: string;
  /** The same as far as it can be read. */
  caller: Dnis | null;
  /** The caller's place in a group that limits its live call-ins; held by one live call-in at a time. */
  callerPlace?: number;
  userData?: UserData;
  callbackServiceId?: string;
  /** By the database's clock, like all times here. */
  createdAt: Date;
  expiresAt: Date;
  /** Of an expired one its `expiresAt`. */
  endedAt?: Date;
  match?: CallInMatch;
  createdBy: string;
  /** Of the request that made it, for 24 hours. */
  idempotencyKey?: string;
}

const { Mixed, ObjectId } = Schema.Types;

export const callInSchema = new Schema<CallInDocument>(
  {
    _id: String,
    groupId: ObjectId,
    groupName: String,
    dnis: String,
    kind: String,
    state: String,
    accessCodeLength: Number,
    accessCode: String,
    fromPhoneNumber: String,
    caller: String,
    callerPlace: Number,
    userData: Mixed,
    callbackServiceId: String,
    createdAt: Date,
    expiresAt: Date,
    endedAt: Date,
    match: Mixed,
    createdBy: String,
    idempotencyKey: String,
  },
  { collection: 'callIns', strict: 'throw', versionKey: false, minimize: false },
);

/**
 * What still waits, by the number it waits on: codes apart, the oldest of a caller first. Named as a hint by whoever asks
 * for it: with as many indexes as there are here the planner tries them all, which takes longer than the query.
 */
export const LIVE_ON = { dnis: 1, accessCodeLength: -1, caller: 1, createdAt: 1, _id: 1 } as const;
export const OF_CALLER = { caller: 1, createdAt: -1, _id: -1 } as const;
export const BY_CODE = { dnis: 1, accessCode: 1 } as const;
export const BY_EXPIRY = { expiresAt: 1 } as const;
const LIVE = { partialFilterExpression: { state: 'waiting' } };
callInSchema.index(LIVE_ON, LIVE);
callInSchema.index(BY_EXPIRY, LIVE);
/** Codes and places are taken by what waits alone: they are erased when a call-in ends. */
callInSchema.index(BY_CODE, { unique: true, partialFilterExpression: { accessCode: { $exists: true } } });
callInSchema.index(
  { groupId: 1, caller: 1, callerPlace: 1 },
  { unique: true, partialFilterExpression: { callerPlace: { $exists: true } } },
);
callInSchema.index(
  { idempotencyKey: 1 },
  { unique: true, partialFilterExpression: { idempotencyKey: { $exists: true } } },
);
callInSchema.index(
  { 'match.callKey': 1 },
  { unique: true, partialFilterExpression: { 'match.callKey': { $exists: true } } },
);

/** Records, newest first, by each filter. */
callInSchema.index({ createdAt: -1, _id: -1 });
callInSchema.index({ groupName: 1, createdAt: -1, _id: -1 });
callInSchema.index({ dnis: 1, createdAt: -1, _id: -1 });
callInSchema.index({ state: 1, createdAt: -1, _id: -1 });
// Not `$type`: the planner does not see that a text is one, and would walk all records instead (measured).
callInSchema.index(OF_CALLER, { partialFilterExpression: { caller: { $gt: '' } } });
callInSchema.index(
  { callbackServiceId: 1, createdAt: -1, _id: -1 },
  { partialFilterExpression: { callbackServiceId: { $exists: true } } },
);

/** Matched attempts, latest first. */
const MATCHED = { partialFilterExpression: { state: 'matched' } };
callInSchema.index({ endedAt: -1, _id: -1 }, MATCHED);
callInSchema.index({ groupName: 1, endedAt: -1, _id: -1 }, MATCHED);
callInSchema.index({ dnis: 1, endedAt: -1, _id: -1 }, MATCHED);
