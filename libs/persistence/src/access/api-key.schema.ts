import { Schema } from 'mongoose';

export interface ApiKeyDocument {
  /** `bootstrap` for the key of the first start. */
  _id: string;
  /** SHA-256 of the key, hex. A key has 32 characters or more, so a fast hash is enough. */
  sha256: string;
  scopes: string[];
  createdAt: Date;
}

export const apiKeySchema = new Schema<ApiKeyDocument>(
  { _id: String, sha256: String, scopes: [String], createdAt: Date },
  { collection: 'apiKeys', strict: 'throw', versionKey: false },
);

apiKeySchema.index({ sha256: 1 }, { unique: true });
