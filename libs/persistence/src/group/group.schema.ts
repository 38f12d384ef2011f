import { type GroupSettings } from '@ctci/domain';
import { Schema, type Types } from 'mongoose';

export interface GroupDocument {
  _id: Types.ObjectId;
  name: string;
  /** The name as uniqueness sees it. Absent once the group is being deleted: the name is free again. */
  nameKey?: string;
  settings: GroupSettings;
  /** Numbers that are not draining. Changed only in the transaction that adds or drains them. */
  poolSize: number;
  /** Counts the changes of the pool's numbers and of their descriptions. */
  poolRevision: number;
  deletingSince?: Date;
  /** When `uniqueDnis` was last switched on, by the database's clock; absent on a group that was made with it. */
  uniqueSince?: Date;
  /** Counts changes of what people edit; it is the ETag. */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
}

const settings = new Schema<GroupSettings>(
  {
    generateAccessCode: Boolean,
    accessCodeLength: Number,
    expirySeconds: Number,
    uniqueDnis: Boolean,
    onExhausted: String,
    overflowNumber: String,
    coolDownSeconds: Number,
    maxLivePerCaller: Number,
  },
  { _id: false, strict: 'throw' },
);

export const groupSchema = new Schema<GroupDocument>(
  {
    name: String,
    nameKey: String,
    settings,
    poolSize: Number,
    poolRevision: Number,
    deletingSince: Date,
    uniqueSince: Date,
    revision: Number,
    createdAt: Date,
    updatedAt: Date,
  },
  { collection: 'groups', strict: 'throw', versionKey: false },
);

groupSchema.index({ nameKey: 1 }, { unique: true, partialFilterExpression: { nameKey: { $exists: true } } });
groupSchema.index({ deletingSince: 1 }, { sparse: true });
