import { changePassword, PasswordChange, type Session, welcome, Welcome } from '@ctci/contracts';
import { nameOfUser, SignInRepository } from '@ctci/persistence';
import { Body, Controller, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { originOf } from './origin.js';
import { newPassword } from './new-password.js';
import { OwnPassword } from './own-password.js';
import { Passwords } from './passwords.js';
import { SignedIn } from './signed-in.js';

/** One's own password: changed, or set for the first time with a one-time link. */
@Controller()
export class PasswordController {
  constructor(
    private readonly own: OwnPassword,
    private readonly passwords: Passwords,
    private readonly people: SignInRepository,
    private readonly signedIn: SignedIn,
  ) {}

  @Route(changePassword)
  async change(@Body({ schema: PasswordChange }) body: PasswordChange, @Req() request: FastifyRequest): Promise<void> {
    const { id: stays, user } = await this.signedIn.of(request);
    await this.own.require(user, 'currentPassword', body.currentPassword);
    const hash = await this.passwords.hash(newPassword('newPassword', body.newPassword, user));
    const isDone = await this.people.changePassword(user, hash, { stays, origin: originOf(request) });
    if (!isDone) throw this.own.wrong('currentPassword');
  }

  @Route(welcome)
  async welcome(
    @Body({ schema: Welcome }) { token, password, name }: Welcome,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const user = await this.people.byLink(token);
    if (!user) throw new ProblemError('LINK_SPENT');
    const passwordHash = await this.passwords.hash(
      newPassword('password', password, { ...user, ...(name && { name }) }),
    );
    const origin = originOf(request, nameOfUser(user));
    const secret = await this.people.redeem(token, { passwordHash, name }, origin);
    if (!secret.ok) throw new ProblemError(secret.error.code);
    return this.signedIn.begin(secret.value, request, reply);
  }
}
