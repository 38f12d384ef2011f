import { type Dnis } from '@ctci/domain';
import { Schema, type Types } from 'mongoose';

/**
 * Who holds a number uniquely, and until when: a document of its own beside the number's, since imports write those.
 * There is one for each number that may have been handed out. It frees itself by the clock; whoever ends a call-in
 * early only moves the times forward.
 */
export interface LeaseDocument {
  _id: Dnis;
  /** The group that has the number; absent once it has left its group. */
  groupId?: Types.ObjectId;
  /** The call-in that holds it, or held it last: the fence of every release. */
  heldBy: string | null;
  /** By the database's clock. From then on nobody holds it. */
  heldUntil: Date;
  /** The same and its cool-down. From then on it may be handed out; the smallest is the longest free. */
  restsUntil: Date;
  /** Of the settings under which it was handed out. */
  coolDownSeconds: number;
  /** A number that has left its group is forgotten once it has rested. */
  forgottenAt?: Date;
}

export const leaseSchema = new Schema<LeaseDocument>(
  {
    _id: String,
    groupId: Schema.Types.ObjectId,
    heldBy: String,
    heldUntil: Date,
    restsUntil: Date,
    coolDownSeconds: Number,
    forgottenAt: Date,
  },
  { collection: 'leases', strict: 'throw', versionKey: false },
);

leaseSchema.index({ groupId: 1, restsUntil: 1, heldUntil: 1 });
leaseSchema.index({ forgottenAt: 1 }, { expireAfterSeconds: 0 });
