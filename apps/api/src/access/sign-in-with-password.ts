import { type SignIn } from '@ctci/contracts';
import { err, ok, type Result } from '@ctci/domain';
import { SignInRepository } from '@ctci/persistence';
import { Injectable } from '@nestjs/common';
import { Passwords } from './passwords.js';
import { proofOf } from './second-factor.js';

interface Refused {
  readonly code: 'WRONG_CREDENTIALS' | 'SECOND_FACTOR_REQUIRED' | 'WRONG_SECOND_FACTOR';
}

/** Signs somebody in by e-mail and password, and by a code where there is a second factor. */
@Injectable()
export class SignInWithPassword {
  constructor(
    private readonly people: SignInRepository,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Nobody is told whether there is such a person: neither by the answer nor by how long it takes.
   *
   * @returns the secret of the session
   */
  async execute({ email, password, code }: SignIn): Promise<Result<string, Refused>> {
    const user = await this.people.byEmail(email);
    const isRight = await this.passwords.verify(password, user?.passwordHash);
    if (!user || !isRight || user.disabledAt) return err({ code: 'WRONG_CREDENTIALS' });

    const factor = user.secondFactor?.confirmedAt ? user.secondFactor : null;
    if (factor && code === undefined) return err({ code: 'SECOND_FACTOR_REQUIRED' });
    const spent = factor && proofOf(factor, code ?? '');
    if (factor && !spent) return err({ code: 'WRONG_SECOND_FACTOR' });
    const secret = await this.people.signIn(user, spent);
    return secret === null ? err({ code: factor ? 'WRONG_SECOND_FACTOR' : 'WRONG_CREDENTIALS' }) : ok(secret);
  }
}
