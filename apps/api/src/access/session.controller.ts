import {
  getSession,
  getSessionOptions,
  type Session,
  signIn,
  SignIn,
  signOut,
  signOutEverywhere,
} from '@ctci/contracts';
import { SessionRepository } from '@ctci/persistence';
import { Body, Controller, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { OpenIdConnect } from './open-id-connect.js';
import { SignInWithPassword } from './sign-in-with-password.js';
import { SignedIn, viewSession } from './signed-in.js';

/** Signing in and out. */
@Controller()
export class SessionController {
  constructor(
    private readonly signInWithPassword: SignInWithPassword,
    private readonly openId: OpenIdConnect,
    private readonly signedIn: SignedIn,
    private readonly sessions: SessionRepository,
  ) {}

  @Route(getSession)
  async get(@Req() request: FastifyRequest): Promise<Session> {
    return viewSession(await this.signedIn.of(request));
  }

  @Route(getSessionOptions)
  options() {
    return { password: true as const, openIdConnect: this.openId.name === null ? null : { name: this.openId.name } };
  }

  @Route(signIn)
  async signIn(
    @Body({ schema: SignIn }) body: SignIn,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const secret = await this.signInWithPassword.execute(body);
    if (!secret.ok) throw new ProblemError(secret.error.code);
    return this.signedIn.begin(secret.value, request, reply);
  }

  @Route(signOut)
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.end((await this.signedIn.of(request)).id);
    this.signedIn.forget(reply);
  }

  @Route(signOutEverywhere)
  async signOutEverywhere(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.endAllOf((await this.signedIn.of(request)).user._id);
    this.signedIn.forget(reply);
  }
}
