import { openIdConnect, openIdConnectCallback, type SignInError } from '@ctci/contracts';
import { OpenIdUserRepository } from '@ctci/persistence';
import { Controller, Logger, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { AuthorizationResponseError } from 'openid-client';
import { z } from 'zod';
import { ProblemError } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { originOf } from './origin.js';
import { cookieOf } from './credential.js';
import { Cookies, OPEN_ID_COOKIES } from './cookies.js';
import { OpenIdConnect, ProviderUnavailable, type Underway } from './open-id-connect.js';
import { ownPath } from './own-path.js';
import { SignedIn } from './signed-in.js';

/** The way through the organisation's provider: a browser is sent there, and comes back. */
@Controller()
export class OpenIdConnectController {
  private readonly logger = new Logger(OpenIdConnectController.name);

  constructor(
    private readonly openId: OpenIdConnect,
    private readonly people: OpenIdUserRepository,
    private readonly signedIn: SignedIn,
    private readonly cookies: Cookies,
  ) {}

  @Route(openIdConnect)
  async begin(
    @Query({ schema: openIdConnect.query }) { returnTo = '/' }: z.infer<typeof openIdConnect.query>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (this.openId.name === null) throw new ProblemError('NO_OPEN_ID_CONNECT');
    try {
      const { url, underway } = await this.openId.begin(ownPath(returnTo));
      const kept = Buffer.from(JSON.stringify(underway)).toString('base64url');
      this.cookies.set(reply, OPEN_ID_COOKIES, kept, UNDERWAY_S);
      void reply.header('location', url);
    } catch (error) {
      this.sendBack(reply, this.reasonOf(error));
    }
  }

  @Route(openIdConnectCallback)
  async callback(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if (this.openId.name === null) throw new ProblemError('NO_OPEN_ID_CONNECT');
    const underway = underwayOf(cookieOf(request.headers, OPEN_ID_COOKIES));
    this.cookies.clear(reply, OPEN_ID_COOKIES);
    if (!underway) {
      this.sendBack(reply, 'SIGN_IN_EXPIRED');
      return;
    }
    try {
      const [, query = ''] = request.url.split('?', 2);
      const person = await this.openId.finish(query, underway);
      const secret = await this.people.signIn(person, originOf(request, 'open-id-connect'));
      if (!secret.ok) {
        this.sendBack(reply, secret.error.code);
        return;
      }
      await this.signedIn.begin(secret.value, request, reply);
      void reply.header('location', ownPath(underway.returnTo));
    } catch (error) {
      this.sendBack(reply, this.reasonOf(error));
    }
  }

  private sendBack(reply: FastifyReply, reason: SignInError): void {
    void reply.header('location', `/?signInError=${reason}`);
  }

  /** Codes and tokens are in no message of the library's. */
  private reasonOf(error: unknown): SignInError {
    this.logger.warn(`sign-in by OpenID Connect: ${(error as Error).name}: ${(error as Error).message}`);
    if (error instanceof ProviderUnavailable) return 'PROVIDER_UNAVAILABLE';
    return error instanceof AuthorizationResponseError && error.error === 'access_denied'
      ? 'SIGN_IN_CANCELLED'
      : 'SIGN_IN_FAILED';
  }
}

const UNDERWAY_S = 600;

const text = z.string().min(1).max(2_048);
const UnderwayShape = z.strictObject({ state: text, nonce: text, verifier: text, returnTo: text });

function underwayOf(cookie: string | undefined): Underway | null {
  try {
    return UnderwayShape.parse(JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}
