import { type Dnis } from '@ctci/domain';
import { Schema, type Types } from 'mongoose';

/**
 * A number of a pool, or an overflow number. One collection keyed by the digits holds both, so that the primary key
 * itself says that a number is in one pool only and that an overflow number is in none.
 */
export interface NumberDocument {
  _id: Dnis;
  /** Absent on an overflow number. */
  groupId?: Types.ObjectId;
  description: string;
  /** Offered to nobody any more; goes once no call-in lives on it. */
  drainingSince?: Date;
  /** The groups whose overflow number this is; absent on a pool's number. */
  overflowOf?: Types.ObjectId[];
}

export const numberSchema = new Schema<NumberDocument>(
  {
    _id: String,
    groupId: Schema.Types.ObjectId,
    description: String,
    drainingSince: Date,
    // Mixed, since an array type would give every pool's number an empty list.
    overflowOf: Schema.Types.Mixed,
  },
  { collection: 'numbers', strict: 'throw', versionKey: false },
);

/** The index that looks at no number outside of the group. By itself the planner may walk all pools in their order. */
export const POOL = { groupId: 1, _id: 1 } as const;

numberSchema.index(POOL, { partialFilterExpression: { groupId: { $exists: true } } });
