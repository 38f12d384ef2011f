import { type Scope } from '@ctci/contracts';
import { ApiKeyRepository } from '@ctci/persistence';
import { Injectable } from '@nestjs/common';
import { type Principal } from './principal.js';

/** Tells from an API key who is calling. The same for HTTP and the socket. */
@Injectable()
export class Authenticate {
  constructor(private readonly keys: ApiKeyRepository) {}

  /** @returns null for a missing or unknown key; the two are not told apart */
  async byApiKey(key: unknown): Promise<Principal | null> {
    if (typeof key !== 'string' || key.length === 0 || key.length > KEY_MAX_LENGTH) return null;
    const found = await this.keys.find(key);
    return found && { name: `api-key:${found._id}`, scopes: found.scopes as Scope[] };
  }
}

const KEY_MAX_LENGTH = 256;
