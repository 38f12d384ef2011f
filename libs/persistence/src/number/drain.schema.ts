import { type Dnis } from '@ctci/domain';
import { Schema, type Types } from 'mongoose';

/**
 * Numbers that one removal took out of a group, as far as they may still drain. Beside the numbers, so that looking for
 * what drains needs no index on them: an import that replaces a pool would pay for it with every number.
 */
export interface DrainDocument {
  _id: Types.ObjectId;
  groupId: Types.ObjectId;
  numbers: Dnis[];
}

export const drainSchema = new Schema<DrainDocument>(
  { groupId: Schema.Types.ObjectId, numbers: [String] },
  { collection: 'drains', strict: 'throw', versionKey: false },
);

drainSchema.index({ groupId: 1 });
