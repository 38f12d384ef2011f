import { Schema } from 'mongoose';

export interface ApiKeyDocument {
  /** `bootstrap` for the key of the first start, which is never forgotten: it tells that there has been one. */
  _id: string;
  /** SHA-256 of the key, hex. A key has 32 characters or more, so a fast hash is enough. */
  sha256: string;
  name: string;
  /** With which the key begins: enough to tell keys apart, too little to guess one. */
  prefix: string;
  scopes: string[];
  /** The only groups that it reaches; null for all. */
  groupIds: string[] | null;
  createdAt: Date;
  createdBy: string;
  /** Good for as long as the database's clock is before it. */
  expiresAt?: Date;
  revokedAt?: Date;
  /** To the minute. */
  lastUsedAt?: Date;
}

const { Mixed } = Schema.Types;

export const apiKeySchema = new Schema<ApiKeyDocument>(
  {
    _id: String,
    sha256: String,
    name: String,
    prefix: String,
    scopes: [String],
    groupIds: Mixed,
    createdAt: Date,
    createdBy: String,
    expiresAt: Date,
    revokedAt: Date,
    lastUsedAt: Date,
  },
  { collection: 'apiKeys', strict: 'throw', versionKey: false },
);

apiKeySchema.index({ sha256: 1 }, { unique: true });
apiKeySchema.index({ createdAt: -1, _id: -1 });
