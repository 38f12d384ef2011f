import { type Role } from '@ctci/domain';
import { Schema, type Types } from 'mongoose';

export interface SecondFactor {
  /** Base32. */
  secret: string;
  /** Asked for from then on. */
  confirmedAt?: Date;
  /** The last step of 30 seconds whose code was taken: none is good twice. */
  lastStep: number;
  /** SHA-256 of those that are left. */
  backupCodes: string[];
}

/** Somebody who may sign in: with a password, or through the OpenID Connect provider, never both. */
export interface UserDocument {
  _id: Types.ObjectId;
  /** As it was written; of one who comes from the provider what that says, which is no proof of anything. */
  email: string;
  /** By which a person with a password is found: of these each has its own. */
  emailKey?: string;
  name: string;
  role: Role | null;
  /** Absent before the first sign-in, and of one who comes from the provider. */
  passwordHash?: string;
  /** Who it is at the provider. */
  openId?: { issuer: string; subject: string };
  /** The one-time link that is out. */
  link?: { sha256: string; expiresAt: Date };
  secondFactor?: SecondFactor;
  disabledAt?: Date;
  lastSignInAt?: Date;
  createdAt: Date;
  /** Counts changes of what administrators edit. */
  revision: number;
  /** Counted up by whoever takes an administrator away, so that of two only one can take the last but one. */
  guard?: number;
}

const { Mixed } = Schema.Types;

export const userSchema = new Schema<UserDocument>(
  {
    email: String,
    emailKey: String,
    name: String,
    role: String,
    passwordHash: String,
    openId: Mixed,
    link: Mixed,
    secondFactor: Mixed,
    disabledAt: Date,
    lastSignInAt: Date,
    createdAt: Date,
    revision: Number,
    guard: Number,
  },
  { collection: 'users', strict: 'throw', versionKey: false },
);

const where = (field: string) => ({ unique: true, partialFilterExpression: { [field]: { $exists: true } } });
userSchema.index({ emailKey: 1 }, where('emailKey'));
userSchema.index({ 'openId.issuer': 1, 'openId.subject': 1 }, where('openId'));
userSchema.index({ 'link.sha256': 1 }, where('link.sha256'));

/** A browser that somebody has signed in with. */
export interface SessionDocument {
  /** SHA-256 of the cookie, hex. */
  _id: string;
  userId: Types.ObjectId;
  /** By the database's clock, like all times here. */
  createdAt: Date;
  /** To the minute. */
  seenAt: Date;
  /** Unless it is seen again before. */
  expiresAt: Date;
  /** At the latest. */
  endsAt: Date;
}

export const sessionSchema = new Schema<SessionDocument>(
  { _id: String, userId: Schema.Types.ObjectId, createdAt: Date, seenAt: Date, expiresAt: Date, endsAt: Date },
  { collection: 'sessions', strict: 'throw', versionKey: false },
);

sessionSchema.index({ userId: 1 });
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
