import { err, ok, type Result } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Collection, ObjectId } from 'mongodb';
import { type Connection } from 'mongoose';
import { type AuditedChange, type AuditFacts, type AuditOrigin, type AuditSubject } from '../audit/audit.schema.js';
import { writeAudit } from '../audit/write-audit.js';
import { DECIDES, isAhead, later, secondsAgo } from '../call-in/decide.js';
import { type Alongside, nothingElse } from '../database/alongside.js';
import { collectionOf } from '../database/collection-of.js';
import { inTransaction } from '../database/transaction.js';
import { type ApiKeyDocument } from './api-key.schema.js';
import { hashOfSecret, newSecret } from './secret.js';

export interface NewApiKeyEntry {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly groupIds: readonly string[] | null;
  readonly expiresAt?: Date;
}

/** A key as it was made: the one moment at which its text is known. */
export interface MadeApiKey {
  readonly document: ApiKeyDocument;
  readonly key: string;
}

/** API keys: only their hashes are kept. */
@Injectable()
export class ApiKeyRepository {
  private readonly keys: Collection<ApiKeyDocument>;

  constructor(@InjectConnection() private readonly connection: Connection) {
    this.keys = collectionOf(connection, 'apiKeys');
  }

  /** The key with this text while it is good, or null. Found by its hash, so the time that it takes tells nothing of it. */
  async find(key: string): Promise<ApiKeyDocument | null> {
    return this.keys.findOne({ sha256: hashOfSecret(key), ...GOOD }, DECIDES);
  }

  /** Of all keys that are good now. */
  async goodHashes(): Promise<ReadonlySet<string>> {
    const good = await this.keys.find(GOOD, { ...DECIDES, projection: { _id: 0, sha256: 1 } }).toArray();
    return new Set(good.map(({ sha256 }) => sha256));
  }

  /** Notes that the key is in use, once a minute at most, however many processes see it used. */
  async used(keyId: string): Promise<void> {
    const isLongAgo = { $lte: [{ $ifNull: ['$lastUsedAt', new Date(0)] }, secondsAgo(USED_EVERY_S)] };
    await this.keys.updateOne({ _id: keyId, $expr: isLongAgo }, { $currentDate: { lastUsedAt: true } });
  }

  /** Newest first, those that are good no longer too. */
  async list(after: { readonly at: Date; readonly id: string } | undefined, limit: number): Promise<ApiKeyDocument[]> {
    const before = after && {
      $or: [{ createdAt: { $lt: after.at } }, { createdAt: after.at, _id: { $lt: after.id } }],
    };
    return this.keys
      .find(before ?? {})
      .sort({ createdAt: -1, _id: -1 })
      .limit(limit)
      .toArray();
  }

  async create(
    entry: NewApiKeyEntry,
    origin: AuditOrigin,
    alongside: Alongside<MadeApiKey> = nothingElse,
  ): Promise<MadeApiKey> {
    const made = madeOf(entry, origin.who);
    await inTransaction(this.connection, async (session) => {
      await this.keys.insertOne(made.document, { session });
      await writeAudit({ connection: this.connection, session }, origin, keyCreated(made.document));
      await alongside(made, session, this.connection);
      return ok(null);
    });
    return made;
  }

  /** Makes a key with the rights of one that is good, which expires when the overlap is over, if not before. */
  async rotate(
    { keyId, overlapSeconds }: { readonly keyId: string; readonly overlapSeconds: number },
    origin: AuditOrigin,
    alongside: Alongside<MadeApiKey> = nothingElse,
  ): Promise<Result<MadeApiKey, { code: 'API_KEY_NOT_FOUND' | 'API_KEY_ENDED' }>> {
    return inTransaction(this.connection, async (session) => {
      const ends = [{ $set: { expiresAt: { $min: ['$expiresAt', later('$$NOW', overlapSeconds)] } } }];
      const old = await this.keys.findOneAndUpdate({ _id: keyId, ...GOOD }, ends, { session });
      if (!old) return err({ code: (await this.keys.findOne({ _id: keyId })) ? 'API_KEY_ENDED' : 'API_KEY_NOT_FOUND' });
      const { expiresAt, name, scopes, groupIds } = old;
      const made = madeOf({ name, scopes, groupIds, ...(expiresAt && { expiresAt }) }, origin.who);
      await this.keys.insertOne(made.document, { session });
      const subject = subjectOf(made.document);
      const change: AuditedChange = {
        what: 'api-key.rotated',
        subject,
        before: { id: keyId },
        after: { id: subject.id, overlapSeconds },
      };
      await writeAudit({ connection: this.connection, session }, origin, change);
      await alongside(made, session, this.connection);
      return ok(made);
    });
  }

  /** @returns false when there is no such key; one that is revoked already stays so */
  async revoke(keyId: string, origin: AuditOrigin): Promise<boolean> {
    const isThere = (await this.keys.findOne({ _id: keyId }, { projection: { _id: 1 } })) !== null;
    await inTransaction(this.connection, async (session) => {
      const present = { _id: keyId, revokedAt: { $exists: false } };
      const revoked = await this.keys.findOneAndUpdate(present, { $currentDate: { revokedAt: true } }, { session });
      if (!revoked) return ok(null);
      await writeAudit({ connection: this.connection, session }, origin, keyRevoked(revoked));
      return ok(null);
    });
    return isThere;
  }
}

const USED_EVERY_S = 60;

/** Neither revoked nor, by the database's clock, expired. */
const GOOD = {
  revokedAt: { $exists: false },
  $expr: { $or: [{ $eq: [{ $type: '$expiresAt' }, 'missing'] }, isAhead('$expiresAt')] },
};

const madeOf = ({ name, scopes, groupIds, expiresAt }: NewApiKeyEntry, createdBy: string): MadeApiKey => {
  const key = `${OURS}${newSecret()}`;
  const document: ApiKeyDocument = {
    ...keyFacts(key),
    _id: new ObjectId().toHexString(),
    name,
    scopes: [...scopes],
    groupIds: groupIds && [...groupIds],
    createdAt: new Date(),
    createdBy,
    ...(expiresAt && { expiresAt }),
  };
  return { document, key };
};

/** What is kept of a key's text. */
export const keyFacts = (key: string) => ({
  sha256: hashOfSecret(key),
  prefix: key.slice(0, key.startsWith(OURS) ? OURS.length + PREFIX : PREFIX),
});

/** With which our keys begin, so that whoever finds one lying around knows what it is. */
const OURS = 'ctci_';
const PREFIX = 4;

export const keyCreated = (key: ApiKeyDocument): AuditedChange => ({
  ...{ what: 'api-key.created', subject: subjectOf(key) },
  ...{ before: null, after: factsOf(key) },
});

const keyRevoked = (key: ApiKeyDocument): AuditedChange => ({
  ...{ what: 'api-key.revoked', subject: subjectOf(key) },
  ...{ before: factsOf(key), after: null },
});

const subjectOf = ({ _id, name }: ApiKeyDocument): AuditSubject => ({ kind: 'api-key', id: _id, name });

const factsOf = ({ scopes, groupIds, expiresAt }: ApiKeyDocument): AuditFacts => ({
  scopes,
  groupIds,
  expiresAt: expiresAt?.toISOString() ?? null,
});
