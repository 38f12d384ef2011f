import { type Role } from '@ctci/contracts';
import { hashOfSecret, newSecret } from '@ctci/persistence';
import { type Answer } from '@ctci/testing';
import { ObjectId } from 'mongodb';
import { CheckedClient } from './checked-client.js';
import { type System } from './system.js';

/** Somebody who is signed in, with a browser's headers; an empty one is left out. */
export class PersonClient extends CheckedClient {
  constructor(
    url: string,
    public cookie: string,
    readonly origin: string = url,
  ) {
    super(url, '');
  }

  override send<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>> {
    const all = { cookie: this.cookie, origin: this.origin, ...headers };
    const sent = Object.entries(all).filter(([, value]) => value !== '');
    return super.send(method, path, body, Object.fromEntries(sent));
  }
}

/** Somebody with a role, past the API: nobody has to wait for a password to be hashed. */
export async function addPerson({ database }: System, role: Role | null): Promise<ObjectId> {
  const _id = new ObjectId();
  const email = `${role ?? 'nobody'}.${_id.toHexString()}@example.org`;
  const common = { email, emailKey: email, name: email, role, createdAt: new Date(), revision: 1 };
  await database.collection('users').insertOne({ ...common, _id, passwordHash: 'none that fits' });
  return _id;
}

/** A session of theirs, past the API. @returns its cookie */
export async function addSession({ database }: System, userId: ObjectId): Promise<string> {
  const secret = newSecret();
  const now = new Date();
  const later = new Date(now.getTime() + 3_600_000);
  const times = { createdAt: now, seenAt: now, expiresAt: later, endsAt: later };
  await database
    .collection<{ _id: string; userId: ObjectId }>('sessions')
    .insertOne({ _id: hashOfSecret(secret), userId, ...times });
  return `ctci-session=${secret}`;
}

/** The cookies that an answer sets, as a browser sends them back. */
export const cookieIn = ({ headers }: Pick<Answer<unknown>, 'headers'>): string =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0] ?? '')
    .filter((cookie) => !cookie.endsWith('='))
    .join('; ');
