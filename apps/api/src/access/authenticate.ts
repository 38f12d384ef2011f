import { type Role, type Scope, SCOPES_OF_ROLE } from '@ctci/contracts';
import {
  type ApiKeyDocument,
  ApiKeyRepository,
  hashOfSecret,
  nameOfUser,
  SessionRepository,
  type UserDocument,
} from '@ctci/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { ProblemError } from '../http/problem-error.js';
import { WrongKeyLimit } from '../limits/wrong-key-limit.js';
import { type Credential } from './credential.js';
import { type Principal } from './principal.js';
import { Remembered } from './remembered.js';

/** Tells from a key or a cookie who is calling. The same for HTTP and the socket. */
@Injectable()
export class Authenticate {
  private readonly logger = new Logger(Authenticate.name);

  /** A website asks for call-ins thousands of times a second with one key; one that is revoked is good for no longer. */
  private readonly remembered = new Remembered<Principal>((key) => this.findKey(key), { forMs: 1_000, max: 1_000 });

  /** All good keys, for those who have shown too many others. */
  private readonly hashes = new Remembered(() => this.keys.goodHashes(), { forMs: 1_000, max: 1 });

  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly sessions: SessionRepository,
    private readonly wrongKeys: WrongKeyLimit,
  ) {}

  /**
   * @param address that shows it; undefined where the connection is gone already
   * @returns null for a missing or unknown credential; the two are not told apart
   * @throws ProblemError `RATE_LIMITED` for an unknown key, where the address has shown too many. A good one is let in
   *   all the same; one that has just been made, within a second
   */
  async by(credential: Credential | null, address: string | undefined): Promise<Principal | null> {
    return this.look(credential, (key) => this.byKey(key, address));
  }

  /** As {@link by}, for whoever has been let in before: nothing is counted. */
  async again(credential: Credential): Promise<Principal | null> {
    return this.look(credential, (key) => this.remembered.get(key));
  }

  private async look(
    credential: Credential | null,
    byKey: (key: string) => Promise<Principal | null>,
  ): Promise<Principal | null> {
    const { kind, secret } = credential ?? {};
    if (typeof secret !== 'string' || secret.length === 0 || secret.length > SECRET_MAX_LENGTH) return null;
    return kind === 'key' ? byKey(secret) : this.findPerson(secret);
  }

  private async byKey(secret: string, address: string | undefined): Promise<Principal | null> {
    const wait = this.wrongKeys.waitOf(address);
    if (wait > 0 && !(await this.isGood(secret))) throw tooMany(wait);
    const principal = await this.remembered.get(secret);
    if (principal) return principal;
    const waitNow = await this.wrongKeys.count(address);
    if (waitNow > 0) throw tooMany(waitNow);
    return null;
  }

  /** Asks MongoDB once a second, however many ask. */
  private async isGood(secret: string): Promise<boolean> {
    return (await this.hashes.get('all'))?.has(hashOfSecret(secret)) ?? false;
  }

  private async findKey(secret: string): Promise<Principal | null> {
    const key = await this.keys.find(secret);
    if (!key) return null;
    if (Date.now() - (key.lastUsedAt?.getTime() ?? 0) > NOTED_EVERY_MS) this.note(this.keys.used(key._id));
    return principalOfKey(key);
  }

  private async findPerson(secret: string): Promise<Principal | null> {
    const found = await this.sessions.find(secret);
    if (!found) return null;
    this.note(this.sessions.seen(found));
    return principalOfUser(found.user);
  }

  /** Nobody waits for it. */
  private note(noted: Promise<void>): void {
    noted.catch((error: unknown) => {
      this.logger.warn(error, 'could not note a use');
    });
  }
}

const tooMany = (wait: number) => new ProblemError('RATE_LIMITED', undefined, undefined, wait);

const SECRET_MAX_LENGTH = 256;
const NOTED_EVERY_MS = 60_000;

const principalOfKey = ({ _id, scopes, groupIds }: ApiKeyDocument): Principal => ({
  ...{ kind: 'key', id: _id, name: `api-key:${_id}`, scopes: scopes as Scope[], groupIds: groupIds ?? null },
});

export const principalOfUser = (user: UserDocument): Principal => ({
  ...{ kind: 'person', id: user._id.toHexString(), name: nameOfUser(user), groupIds: null },
  scopes: scopesOf(user.role),
});

export const scopesOf = (role: Role | null): readonly Scope[] => (role ? SCOPES_OF_ROLE[role] : []);
