import { type Role, type Scope, SCOPES_OF_ROLE } from '@ctci/contracts';
import {
  type ApiKeyDocument,
  ApiKeyRepository,
  nameOfUser,
  SessionRepository,
  type UserDocument,
} from '@ctci/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { type Credential } from './credential.js';
import { type Principal } from './principal.js';
import { Remembered } from './remembered.js';

/** Tells from a key or a cookie who is calling. The same for HTTP and the socket. */
@Injectable()
export class Authenticate {
  private readonly logger = new Logger(Authenticate.name);

  /** A website asks for call-ins thousands of times a second with one key; one that is revoked is good for no longer. */
  private readonly remembered = new Remembered<Principal>((key) => this.findKey(key), { forMs: 1_000, max: 1_000 });

  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly sessions: SessionRepository,
  ) {}

  /** @returns null for a missing or unknown credential; the two are not told apart */
  async by(credential: Credential | null): Promise<Principal | null> {
    const { kind, secret } = credential ?? {};
    if (typeof secret !== 'string' || secret.length === 0 || secret.length > SECRET_MAX_LENGTH) return null;
    return kind === 'key' ? this.remembered.get(secret) : this.findPerson(secret);
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
