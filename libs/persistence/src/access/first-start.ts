import { err, ok } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Collection } from 'mongodb';
import { type Connection, Types } from 'mongoose';
import { type AuditOrigin } from '../audit/audit.schema.js';
import { writeAudit } from '../audit/write-audit.js';
import { collectionOf } from '../database/collection-of.js';
import { inTransaction, isDuplicateKey } from '../database/transaction.js';
import { keyCreated, keyFacts } from './api-key.repository.js';
import { type ApiKeyDocument } from './api-key.schema.js';
import { emailKeyOf, userCreated } from './user.repository.js';
import { type UserDocument } from './user.schema.js';

/** The first administrator's sign-in. */
export interface FirstPerson {
  readonly email: string;
  readonly passwordHash: string;
}

/** The first start of a database: once, however many processes do it together, and never again. */
@Injectable()
export class FirstStart {
  private readonly keys: Collection<ApiKeyDocument>;
  private readonly users: Collection<UserDocument>;

  constructor(@InjectConnection() private readonly connection: Connection) {
    this.keys = collectionOf(connection, 'apiKeys');
    this.users = collectionOf(connection, 'users');
  }

  async hasBeen(): Promise<boolean> {
    return (await this.keys.findOne({ _id: 'bootstrap' }, { projection: { _id: 1 } })) !== null;
  }

  /** Makes the first key, and with one the first person, both or nothing; false when there has been a first start. */
  async make(key: string, person: FirstPerson | null, correlationId: string): Promise<boolean> {
    const origin: AuditOrigin = { who: 'first-start', address: null, correlationId };
    try {
      const made = await inTransaction<null, null>(this.connection, async (session) => {
        if (await this.keys.findOne({ _id: 'bootstrap' }, { session })) return err(null);
        const first = firstKey(key);
        await this.keys.insertOne(first, { session });
        await writeAudit({ connection: this.connection, session }, origin, keyCreated(first));
        if (!person) return ok(null);

        const user = firstUser(person);
        await this.users.insertOne(user, { session });
        await writeAudit({ connection: this.connection, session }, origin, userCreated(user, { role: user.role }));
        return ok(null);
      });
      return made.ok;
    } catch (error) {
      if (isDuplicateKey(error, 'apiKeys') || isDuplicateKey(error, 'users')) return false;
      throw error;
    }
  }
}

const firstKey = (key: string): ApiKeyDocument => ({
  ...keyFacts(key),
  ...{ _id: 'bootstrap', name: 'First start', scopes: ['admin'], groupIds: null },
  ...{ createdAt: new Date(), createdBy: 'first-start' },
});

const firstUser = ({ email, passwordHash }: FirstPerson): UserDocument => ({
  ...{ _id: new Types.ObjectId(), email, emailKey: emailKeyOf(email), name: 'Administrator', role: 'administrator' },
  ...{ passwordHash, createdAt: new Date(), revision: 1 },
});
