import { type Dnis, type RejectReason } from '@ctci/domain';
import { Schema } from 'mongoose';

/** A call that arrived and was joined to no call-in. One that was is recorded on its call-in, in the same write. */
export interface AttemptDocument {
  /** UUID. */
  _id: string;
  /** By the database's clock. */
  at: Date;
  /** Null where what was dialled cannot be read. */
  dnis: Dnis | null;
  /** Of the pool that the number is in. */
  groupName?: string;
  /** Null when withheld or unreadable. */
  caller: Dnis | null;
  reason: RejectReason;
  /** It was given a code that no live call-in had: counts towards a lock. */
  wrongCode?: true;
  accessCodeLength?: number;
  retryAfterSeconds?: number;
  callId?: string;
  /** Of its `callId` and everything else that was said, for 24 hours. */
  callKey?: string;
}

export const attemptSchema = new Schema<AttemptDocument>(
  {
    _id: String,
    at: Date,
    dnis: String,
    groupName: String,
    caller: String,
    reason: String,
    wrongCode: Boolean,
    accessCodeLength: Number,
    retryAfterSeconds: Number,
    callId: String,
    callKey: String,
  },
  { collection: 'attempts', strict: 'throw', versionKey: false },
);

const WRONG = { partialFilterExpression: { wrongCode: true } };
export const WRONG_OF_CALLER = { dnis: 1, caller: 1, at: -1 } as const;
export const WRONG_ON = { dnis: 1, at: -1 } as const;
attemptSchema.index(WRONG_OF_CALLER, WRONG);
attemptSchema.index(WRONG_ON, WRONG);
attemptSchema.index({ callKey: 1 }, { unique: true, partialFilterExpression: { callKey: { $exists: true } } });

/** Attempts, latest first, by each filter. */
attemptSchema.index({ at: -1, _id: -1 });
attemptSchema.index({ dnis: 1, at: -1, _id: -1 });
attemptSchema.index({ groupName: 1, at: -1, _id: -1 });
attemptSchema.index({ reason: 1, at: -1, _id: -1 });
