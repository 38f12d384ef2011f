import { type Session } from '@ctci/contracts';
import { type FoundSession, SessionRepository } from '@ctci/persistence';
import { Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem-error.js';
import { scopesOf } from './authenticate.js';
import { Cookies, SESSION_COOKIES } from './cookies.js';
import { credentialOf } from './credential.js';

/** The session that a request comes with, and the one that it begins. */
@Injectable()
export class SignedIn {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly cookies: Cookies,
  ) {}

  /** @throws ProblemError where it has ended by now */
  async of({ headers }: FastifyRequest): Promise<FoundSession> {
    const { kind, secret } = credentialOf(headers) ?? {};
    const found = kind === 'session' ? await this.sessions.find(String(secret)) : null;
    if (!found) throw new ProblemError('UNAUTHENTICATED');
    return found;
  }

  /** Hands the new session over; one that the browser had before ends. */
  async begin(secret: string, { headers }: FastifyRequest, reply: FastifyReply): Promise<Session> {
    const before = credentialOf(headers);
    const replaced = before?.kind === 'session' ? await this.sessions.find(String(before.secret)) : null;
    if (replaced) await this.sessions.end(replaced.id);
    this.cookies.set(reply, SESSION_COOKIES, secret, COOKIE_S);
    const found = await this.sessions.find(secret);
    if (!found) throw new ProblemError('UNAUTHENTICATED'); // disabled in this very moment
    return viewSession(found);
  }

  forget(reply: FastifyReply): void {
    this.cookies.clear(reply, SESSION_COOKIES);
  }
}

/** The server ends a session before its cookie goes. */
const COOKIE_S = 12 * 3_600;

export const viewSession = ({ user, expiresAt }: FoundSession): Session => ({
  user: {
    ...{ id: user._id.toHexString(), email: user.email, name: user.name, role: user.role },
    secondFactor: user.secondFactor?.confirmedAt !== undefined,
  },
  scopes: [...scopesOf(user.role)],
  expiresAt: expiresAt.toISOString(),
});
