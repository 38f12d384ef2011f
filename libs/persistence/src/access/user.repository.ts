import { type AuditCode, err, ok, type Result, type Role } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type ClientSession, type Collection } from 'mongodb';
import { type Connection, Types } from 'mongoose';
import { type AuditedChange, type AuditFacts, type AuditOrigin, type AuditSubject } from '../audit/audit.schema.js';
import { writeAudit } from '../audit/write-audit.js';
import { later } from '../call-in/decide.js';
import { type Alongside, nothingElse } from '../database/alongside.js';
import { collectionOf } from '../database/collection-of.js';
import { inTransaction, isDuplicateKey } from '../database/transaction.js';
import { leavesAdministrator } from './administrators.js';
import { hashOfSecret, newSecret } from './secret.js';
import { SessionRepository } from './session.repository.js';
import { type UserDocument } from './user.schema.js';

/** Somebody with a new one-time link, whose secret is known at this moment alone. */
export interface Invited {
  readonly user: UserDocument;
  readonly token: string;
}

/** What administrators edit. */
export interface UserEdit {
  readonly name?: string;
  readonly role?: Role | null;
  readonly disabled?: boolean;
}

type Refused = { readonly code: 'PRECONDITION_FAILED' } | { readonly code: 'LAST_ADMINISTRATOR' };

/** People, as administrators see and change them. How they sign in is in {@link SignInRepository}. */
@Injectable()
export class UserRepository {
  private readonly users: Collection<UserDocument>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly sessions: SessionRepository,
  ) {
    this.users = collectionOf(connection, 'users');
  }

  async get(userId: string): Promise<UserDocument | null> {
    return this.users.findOne({ _id: new Types.ObjectId(userId) });
  }

  /** In the order in which they came; `after` is the last id of the page before. */
  async list(after: string | undefined, limit: number): Promise<UserDocument[]> {
    const filter = after === undefined ? {} : { _id: { $gt: new Types.ObjectId(after) } };
    return this.users.find(filter).sort({ _id: 1 }).limit(limit).toArray();
  }

  /** Makes somebody who has no password yet, and the link to set one. */
  async invite(
    { email, name, role }: { readonly email: string; readonly name: string; readonly role: Role },
    origin: AuditOrigin,
    alongside: Alongside<Invited> = nothingElse,
  ): Promise<Result<Invited, { code: 'EMAIL_TAKEN' }>> {
    const user: UserDocument = {
      ...{ _id: new Types.ObjectId(), email, emailKey: emailKeyOf(email), name, role },
      ...{ createdAt: new Date(), revision: 1 },
    };
    try {
      return await inTransaction<Invited, never>(this.connection, async (session) => {
        await this.users.insertOne(user, { session });
        const invited = { user, token: await this.putLink(user._id, session) };
        await this.tell(session, origin, { what: 'user.invited', user, before: null, after: { role } });
        await alongside(invited, session, this.connection);
        return ok(invited);
      });
    } catch (error) {
      if (isDuplicateKey(error, 'users')) return err({ code: 'EMAIL_TAKEN' });
      throw error;
    }
  }

  /** Another link for the same; of those that were out none is good any more. */
  async reset(userId: string, origin: AuditOrigin, alongside: Alongside<Invited> = nothingElse) {
    return inTransaction<Invited, { code: 'USER_NOT_FOUND' | 'NO_PASSWORD' }>(this.connection, async (session) => {
      const user = await this.users.findOne({ _id: new Types.ObjectId(userId) }, { session });
      if (!user) return err({ code: 'USER_NOT_FOUND' });
      if (user.openId) return err({ code: 'NO_PASSWORD' });
      const invited = { user, token: await this.putLink(user._id, session) };
      await this.tell(session, origin, { what: 'user.reset', user, before: null, after: null });
      await alongside(invited, session, this.connection);
      return ok(invited);
    });
  }

  /** Changes somebody as they were `seen`; whoever is disabled is signed out everywhere. */
  async change(seen: UserDocument, edit: UserEdit, origin: AuditOrigin): Promise<Result<UserDocument, Refused>> {
    const { name = seen.name, role = seen.role, disabled = seen.disabledAt !== undefined } = edit;
    const disables = disabled
      ? { $set: { name, role, disabledAt: seen.disabledAt ?? new Date() } }
      : { $set: { name, role }, $unset: { disabledAt: 1 as const } };
    return inTransaction<UserDocument, Refused>(this.connection, async (session) => {
      const unchanged = { _id: seen._id, revision: seen.revision };
      const options = { session, returnDocument: 'after' as const };
      const user = await this.users.findOneAndUpdate(unchanged, { ...disables, $inc: { revision: 1 } }, options);
      if (!user) return err({ code: 'PRECONDITION_FAILED' });
      if (!(await leavesAdministrator(this.users, { before: seen, after: user }, session))) {
        return err({ code: 'LAST_ADMINISTRATOR' });
      }
      if (disabled) await this.sessions.endAllOf(seen._id, session);
      await this.tellChanges(seen, user, origin, session);
      return ok(user);
    });
  }

  async remove(seen: UserDocument, origin: AuditOrigin): Promise<Result<null, Refused>> {
    return inTransaction<null, Refused>(this.connection, async (session) => {
      const { deletedCount } = await this.users.deleteOne({ _id: seen._id, revision: seen.revision }, { session });
      if (deletedCount === 0) return err({ code: 'PRECONDITION_FAILED' });
      if (!(await leavesAdministrator(this.users, { before: seen, after: null }, session))) {
        return err({ code: 'LAST_ADMINISTRATOR' });
      }
      await this.sessions.endAllOf(seen._id, session);
      const before = { role: seen.role, disabled: seen.disabledAt !== undefined };
      await this.tell(session, origin, { what: 'user.removed', user: seen, before, after: null });
      return ok(null);
    });
  }

  /** Signs somebody out everywhere. */
  async signOut(user: UserDocument, origin: AuditOrigin): Promise<void> {
    await inTransaction(this.connection, async (session) => {
      await this.sessions.endAllOf(user._id, session);
      await this.tell(session, origin, { what: 'user.signed-out', user, before: null, after: null });
      return ok(null);
    });
  }

  /** An entry for each thing that was changed. */
  private async tellChanges(
    seen: UserDocument,
    user: UserDocument,
    origin: AuditOrigin,
    session: ClientSession,
  ): Promise<void> {
    const isDisabled = user.disabledAt !== undefined;
    const facts: Omit<AuditedChange, 'subject'>[] = [
      { what: 'user.name.changed', before: { name: seen.name }, after: { name: user.name } },
      { what: 'user.role.changed', before: { role: seen.role }, after: { role: user.role } },
      {
        what: isDisabled ? 'user.disabled' : 'user.enabled',
        before: { disabled: seen.disabledAt !== undefined },
        after: { disabled: isDisabled },
      },
    ];
    for (const fact of facts) {
      const isChanged = JSON.stringify(fact.before) !== JSON.stringify(fact.after);
      if (isChanged) await this.tell(session, origin, { ...fact, user });
    }
  }

  private tell(
    session: ClientSession,
    origin: AuditOrigin,
    { user, ...change }: { what: AuditCode; user: UserDocument; before: AuditFacts | null; after: AuditFacts | null },
  ): Promise<void> {
    const told = { ...change, subject: userSubject(user) };
    return writeAudit({ connection: this.connection, session }, origin, told);
  }

  private async putLink(userId: Types.ObjectId, session: ClientSession): Promise<string> {
    const token = newSecret();
    const link = { sha256: hashOfSecret(token), expiresAt: later('$$NOW', LINK_S) };
    await this.users.updateOne({ _id: userId }, [{ $set: { link } }], { session });
    return token;
  }
}

const LINK_S = 24 * 3_600;

/** Addresses are the same whatever the case of their letters. */
export const emailKeyOf = (email: string): string => email.normalize('NFKC').trim().toLowerCase();

export const userCreated = (user: UserDocument, after: AuditFacts): AuditedChange => ({
  ...{ what: 'user.created', subject: userSubject(user) },
  ...{ before: null, after },
});

export const userSubject = ({ _id, email, name }: UserDocument): AuditSubject => ({
  kind: 'user',
  id: _id.toHexString(),
  name: email === '' ? name : email,
});

/** As records say it. One from the provider is told by the id: an address that is proven by nothing must not pass for another's. */
export const nameOfUser = ({ _id, emailKey }: Pick<UserDocument, '_id' | 'emailKey'>): string =>
  `user:${emailKey ?? _id.toHexString()}`;
