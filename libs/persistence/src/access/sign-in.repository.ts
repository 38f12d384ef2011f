import { type AuditCode, err, ok, type Result } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type ClientSession, type Collection, type Filter, type UpdateFilter } from 'mongodb';
import { type Connection } from 'mongoose';
import { type AuditedChange, type AuditOrigin } from '../audit/audit.schema.js';
import { writeAudit } from '../audit/write-audit.js';
import { isAhead } from '../call-in/decide.js';
import { collectionOf } from '../database/collection-of.js';
import { inTransaction } from '../database/transaction.js';
import { hashOfSecret } from './secret.js';
import { SessionRepository } from './session.repository.js';
import { emailKeyOf, userSubject } from './user.repository.js';
import { type SecondFactor, type UserDocument } from './user.schema.js';

/** What a sign-in uses up: the step of a code, or a backup code's hash. */
export type Spent = { readonly step: number } | { readonly backupCode: string };

/** Passwords, second factors and one-time links, as they are used. */
@Injectable()
export class SignInRepository {
  private readonly users: Collection<UserDocument>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly sessions: SessionRepository,
  ) {
    this.users = collectionOf(connection, 'users');
  }

  /** Who has this address and a password, disabled or not. */
  async byEmail(email: string): Promise<UserDocument | null> {
    return this.users.findOne({ emailKey: emailKeyOf(email), passwordHash: { $exists: true } });
  }

  /** Whose link this is while it is good. */
  async byLink(token: string): Promise<UserDocument | null> {
    return this.users.findOne(goodLink(token));
  }

  /**
   * Begins a session of somebody whose password has been verified as it was `seen`: should it, or anything else that
   * decides, have been changed meanwhile, there is none.
   *
   * @param spent of the second factor, where the person has one; good once
   * @returns the secret of the session, or null
   */
  async signIn(seen: UserDocument, spent: Spent | null): Promise<string | null> {
    const begun = await inTransaction<string, null>(this.connection, async (session) => {
      const same = { _id: seen._id, passwordHash: seen.passwordHash ?? '', disabledAt: { $exists: false } };
      const { filter, update } = spending(spent);
      const signedIn = { ...update, $currentDate: { lastSignInAt: true as const } };
      const { matchedCount } = await this.users.updateOne({ ...same, ...filter }, signedIn, { session });
      return matchedCount === 0 ? err(null) : ok(await this.sessions.begin(seen._id, session));
    });
    return begun.ok ? begun.value : null;
  }

  /** Uses a link up: sets the password, takes the second factor away, signs out everywhere and in here. */
  async redeem(
    token: string,
    { passwordHash, name }: { readonly passwordHash: string; readonly name: string | undefined },
    origin: AuditOrigin,
  ): Promise<Result<string, { code: 'LINK_SPENT' }>> {
    return inTransaction<string, { code: 'LINK_SPENT' }>(this.connection, async (session) => {
      const update: UpdateFilter<UserDocument> = {
        $set: { passwordHash, ...(name !== undefined && { name }) },
        $unset: { link: 1, secondFactor: 1 },
        $currentDate: { lastSignInAt: true },
        $inc: { revision: 1 },
      };
      const user = await this.users.findOneAndUpdate(goodLink(token), update, { session });
      if (!user) return err({ code: 'LINK_SPENT' });
      await this.sessions.endAllOf(user._id, session);
      const isRenamed = name !== undefined && name !== user.name;
      const facts = isRenamed ? { before: { name: user.name }, after: { name } } : { before: null, after: null };
      await this.tell({ what: 'user.welcomed', ...facts }, user, origin, session);
      return ok(await this.sessions.begin(user._id, session));
    });
  }

  /** Everybody else who is signed in as this person is signed out. @returns false when the password is another by now */
  changePassword(
    seen: UserDocument,
    passwordHash: string,
    { stays, origin }: { readonly stays: string; readonly origin: AuditOrigin },
  ): Promise<boolean> {
    const update = { $set: { passwordHash }, $unset: { link: 1 as const } };
    const same = { passwordHash: seen.passwordHash ?? '' };
    return this.changeOwn(seen, [same, update], { what: 'user.password.changed', origin, endsAllBut: stays });
  }

  /** @returns false when there is one that has been confirmed */
  beginSecondFactor(
    seen: UserDocument,
    { secret, backupCodes }: Pick<SecondFactor, 'secret' | 'backupCodes'>,
    origin: AuditOrigin,
  ): Promise<boolean> {
    const none = { 'secondFactor.confirmedAt': { $exists: false } };
    const update = { $set: { secondFactor: { secret, lastStep: 0, backupCodes } } };
    return this.changeOwn(seen, [none, update], { what: 'user.second-factor.begun', origin });
  }

  /** @returns false when it is another by now, or confirmed already */
  confirmSecondFactor(
    seen: UserDocument,
    { secret, lastStep }: Pick<SecondFactor, 'secret' | 'lastStep'>,
    origin: AuditOrigin,
  ): Promise<boolean> {
    const same = { 'secondFactor.secret': secret, 'secondFactor.confirmedAt': { $exists: false } };
    const update = {
      $set: { 'secondFactor.lastStep': lastStep },
      $currentDate: { 'secondFactor.confirmedAt': true as const },
    };
    return this.changeOwn(seen, [same, update], { what: 'user.second-factor.on', origin });
  }

  removeSecondFactor(seen: UserDocument, origin: AuditOrigin): Promise<boolean> {
    const update = { $unset: { secondFactor: 1 as const } };
    return this.changeOwn(seen, [{}, update], { what: 'user.second-factor.off', origin });
  }

  private async changeOwn(
    seen: UserDocument,
    [filter, update]: readonly [Filter<UserDocument>, UpdateFilter<UserDocument>],
    { what, origin, endsAllBut }: { what: AuditCode; origin: AuditOrigin; endsAllBut?: string },
  ): Promise<boolean> {
    const changed = await inTransaction<null, null>(this.connection, async (session) => {
      const { matchedCount } = await this.users.updateOne({ _id: seen._id, ...filter }, update, { session });
      if (matchedCount === 0) return err(null);
      if (endsAllBut !== undefined) await this.sessions.endAllOf(seen._id, session, endsAllBut);
      await this.tell({ what, before: null, after: null }, seen, origin, session);
      return ok(null);
    });
    return changed.ok;
  }

  private tell(
    change: Omit<AuditedChange, 'subject'>,
    user: UserDocument,
    origin: AuditOrigin,
    session: ClientSession,
  ): Promise<void> {
    const told = { ...change, subject: userSubject(user) };
    return writeAudit({ connection: this.connection, session }, origin, told);
  }
}

const goodLink = (token: string): Filter<UserDocument> => ({
  'link.sha256': hashOfSecret(token),
  disabledAt: { $exists: false },
  $expr: isAhead('$link.expiresAt'),
});

/** Without a second factor there must be none; with one, what proves it must be left. */
function spending(spent: Spent | null): { filter: Filter<UserDocument>; update: UpdateFilter<UserDocument> } {
  if (!spent) return { filter: { 'secondFactor.confirmedAt': { $exists: false } }, update: {} };
  if ('step' in spent) {
    const { step } = spent;
    return { filter: { 'secondFactor.lastStep': { $lt: step } }, update: { $set: { 'secondFactor.lastStep': step } } };
  }
  const { backupCode } = spent;
  return {
    filter: { 'secondFactor.backupCodes': backupCode },
    update: { $pull: { 'secondFactor.backupCodes': backupCode } },
  };
}
