import { Schema, type Types } from 'mongoose';

/** Why a create is refused that may be granted at another time. */
export type RefusedCode = 'POOL_EXHAUSTED' | 'TOO_MANY_LIVE_CALL_INS';

/** How many creates were refused, by code; a code that none was refused with may be absent. */
export type RefusedCounts = Readonly<Partial<Record<RefusedCode, number>>>;

/** How the pool of a group was used within one minute. There is one for each minute in which anybody looked. */
export interface UseMinuteDocument {
  _id: Types.ObjectId;
  groupId: Types.ObjectId;
  /** When the minute began, by the database's clock. */
  at: Date;
  poolSize: number;
  /** The most numbers that were seen held at once. */
  inUse: number;
  refused?: RefusedCounts;
}

export const useMinuteSchema = new Schema<UseMinuteDocument>(
  {
    groupId: Schema.Types.ObjectId,
    at: Date,
    poolSize: Number,
    inUse: Number,
    refused: { POOL_EXHAUSTED: Number, TOO_MANY_LIVE_CALL_INS: Number },
  },
  { collection: 'useMinutes', strict: 'throw', versionKey: false },
);

useMinuteSchema.index({ groupId: 1, at: 1 }, { unique: true });
useMinuteSchema.index({ at: 1 });
