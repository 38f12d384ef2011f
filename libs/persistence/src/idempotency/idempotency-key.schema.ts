import { Schema, type Types } from 'mongoose';

/** An idempotency key in use: claimed by a request, then holding that request's answer. */
export interface IdempotencyKeyDocument {
  /** SHA-256 of who sent it, the method, the path and the key. */
  _id: string;
  /** SHA-256 of the body. */
  fingerprint: string;
  /** Names the request that has the key. Its answer is written only while it has. */
  claim: Types.ObjectId;
  claimedAt: Date;
  /** JSON; absent while the request runs. */
  answer?: string;
}

/** How long an answer is kept, and a key is not free again. */
export const KEPT_HOURS = 24;

export const idempotencyKeySchema = new Schema<IdempotencyKeyDocument>(
  { _id: String, fingerprint: String, claim: Schema.Types.ObjectId, claimedAt: Date, answer: String },
  { collection: 'idempotencyKeys', strict: 'throw', versionKey: false },
);

// For tidiness only: whether a key is free is judged when it is claimed.
idempotencyKeySchema.index({ claimedAt: 1 }, { expireAfterSeconds: KEPT_HOURS * 3_600 });
