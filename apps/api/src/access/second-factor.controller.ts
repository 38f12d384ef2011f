import {
  beginSecondFactor,
  confirmSecondFactor,
  type NewSecondFactor,
  removeSecondFactor,
  SecondFactorCode,
  WithPassword,
} from '@ctci/contracts';
import { SignInRepository } from '@ctci/persistence';
import { Body, Controller, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { invalid, ProblemError } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { originOf } from './origin.js';
import { OwnPassword } from './own-password.js';
import { newSecondFactor, stepOfCode } from './second-factor.js';
import { SignedIn } from './signed-in.js';

/** One's own second factor. */
@Controller()
export class SecondFactorController {
  constructor(
    private readonly people: SignInRepository,
    private readonly own: OwnPassword,
    private readonly signedIn: SignedIn,
  ) {}

  @Route(beginSecondFactor)
  async begin(
    @Body({ schema: WithPassword }) { password }: WithPassword,
    @Req() request: FastifyRequest,
  ): Promise<NewSecondFactor> {
    const { user } = await this.signedIn.of(request);
    await this.own.require(user, 'password', password);
    const { shown, kept } = newSecondFactor(user.email);
    const isBegun = await this.people.beginSecondFactor(user, kept, originOf(request));
    if (!isBegun) throw new ProblemError('SECOND_FACTOR_ON');
    return shown;
  }

  @Route(confirmSecondFactor)
  async confirm(
    @Body({ schema: SecondFactorCode }) { code }: SecondFactorCode,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const { user } = await this.signedIn.of(request);
    const { secondFactor: factor } = user;
    if (!factor || factor.confirmedAt) throw new ProblemError('NO_SECOND_FACTOR');
    const step = stepOfCode(factor, code);
    if (step === null) throw invalid([WRONG_CODE]);
    const isConfirmed = await this.people.confirmSecondFactor(user, { ...factor, lastStep: step }, originOf(request));
    if (!isConfirmed) throw new ProblemError('NO_SECOND_FACTOR');
  }

  @Route(removeSecondFactor)
  async remove(
    @Body({ schema: WithPassword }) { password }: WithPassword,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const { user } = await this.signedIn.of(request);
    await this.own.require(user, 'password', password);
    await this.people.removeSecondFactor(user, originOf(request));
  }
}

const WRONG_CODE = {
  path: 'code',
  code: 'WRONG_SECOND_FACTOR',
  message: 'The authenticator shows another code by now, or its clock is wrong.',
};
