import { type UserDocument } from '@ctci/persistence';
import { Injectable } from '@nestjs/common';
import { invalid, ProblemError } from '../http/problem-error.js';
import { Passwords } from './passwords.js';

/** The password of whoever is signed in, asked for again before something of weight. */
@Injectable()
export class OwnPassword {
  constructor(private readonly passwords: Passwords) {}

  /**
   * @param path where it stands in the request
   * @throws ProblemError where it is wrong, or there is none
   */
  async require({ passwordHash }: UserDocument, path: string, password: string): Promise<void> {
    if (passwordHash === undefined) throw new ProblemError('NO_PASSWORD');
    if (!(await this.passwords.verify(password, passwordHash))) throw this.wrong(path);
  }

  wrong(path: string): ProblemError {
    return invalid([{ path, code: 'WRONG_PASSWORD', message: 'This is not your password.' }]);
  }
}
