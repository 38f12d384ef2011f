import { err, ok, type Result, type Role } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type ClientSession, type Collection } from 'mongodb';
import { type Connection, Types } from 'mongoose';
import { type AuditOrigin } from '../audit/audit.schema.js';
import { writeAudit } from '../audit/write-audit.js';
import { collectionOf } from '../database/collection-of.js';
import { inTransaction, isDuplicateKey } from '../database/transaction.js';
import { leavesAdministrator } from './administrators.js';
import { SessionRepository } from './session.repository.js';
import { userCreated, userSubject } from './user.repository.js';
import { type UserDocument } from './user.schema.js';

/** Who somebody is, as the provider says it. */
export interface OpenIdPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string;
  readonly name: string;
  /** By a claim; undefined where administrators give roles. */
  readonly role: Role | null | undefined;
}

/** People who come from the OpenID Connect provider: known by issuer and subject, never by an e-mail address. */
@Injectable()
export class OpenIdUserRepository {
  private readonly users: Collection<UserDocument>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly sessions: SessionRepository,
  ) {
    this.users = collectionOf(connection, 'users');
  }

  /**
   * Begins a session of whom the provider has vouched for; somebody new is made. Address, name and a role that is by
   * claim are as the provider says, except that the last active administrator stays one.
   *
   * @returns the secret of the session
   */
  async signIn(person: OpenIdPerson, origin: AuditOrigin): Promise<Result<string, { code: 'ACCOUNT_DISABLED' }>> {
    for (;;) {
      try {
        return await inTransaction(this.connection, (session) => this.signInOnce(person, origin, session));
      } catch (error) {
        if (!isDuplicateKey(error, 'users')) throw error; // else two first sign-ins at once: look again
      }
    }
  }

  private async signInOnce(
    person: OpenIdPerson,
    origin: AuditOrigin,
    session: ClientSession,
  ): Promise<Result<string, { code: 'ACCOUNT_DISABLED' }>> {
    const { issuer, subject } = person;
    const known = await this.users.findOne({ 'openId.issuer': issuer, 'openId.subject': subject }, { session });
    if (known?.disabledAt) return err({ code: 'ACCOUNT_DISABLED' });
    const user = known ? await this.rename(known, person, origin, session) : await this.make(person, origin, session);
    await this.setRole(user, person.role, origin, session);
    await this.users.updateOne({ _id: user._id }, { $currentDate: { lastSignInAt: true } }, { session });
    return ok(await this.sessions.begin(user._id, session));
  }

  private async make(person: OpenIdPerson, origin: AuditOrigin, session: ClientSession): Promise<UserDocument> {
    const { issuer, subject, email, name, role = null } = person;
    const openId = { issuer, subject };
    const user = { _id: new Types.ObjectId(), email, name, role, openId, createdAt: new Date(), revision: 1 };
    await this.users.insertOne(user, { session });
    await writeAudit({ connection: this.connection, session }, origin, userCreated(user, { role, issuer }));
    return user;
  }

  private async rename(
    known: UserDocument,
    { email, name }: OpenIdPerson,
    origin: AuditOrigin,
    session: ClientSession,
  ): Promise<UserDocument> {
    const user = { ...known, email, name };
    for (const field of ['email', 'name'] as const) {
      if (user[field] === known[field]) continue;
      const change = { $set: { [field]: user[field] }, $inc: { revision: 1 } };
      await this.users.updateOne({ _id: known._id }, change, { session });
      const facts = { before: { [field]: known[field] }, after: { [field]: user[field] } };
      const told = { what: `user.${field}.changed` as const, subject: userSubject(user), ...facts };
      await writeAudit({ connection: this.connection, session }, origin, told);
    }
    return user;
  }

  private async setRole(
    user: UserDocument,
    role: OpenIdPerson['role'],
    origin: AuditOrigin,
    session: ClientSession,
  ): Promise<void> {
    if (role === undefined || role === user.role) return;
    const change = { $set: { role }, $inc: { revision: 1 } };
    await this.users.updateOne({ _id: user._id }, change, { session });
    const isLeft = await leavesAdministrator(this.users, { before: user, after: { ...user, role } }, session);
    if (!isLeft) {
      const takenBack = { $set: { role: user.role }, $inc: { revision: -1 } };
      await this.users.updateOne({ _id: user._id }, takenBack, { session });
      return;
    }
    const facts = { subject: userSubject(user), before: { role: user.role }, after: { role } };
    await writeAudit({ connection: this.connection, session }, origin, { what: 'user.role.changed', ...facts });
  }
}
