import { parsePassword, PASSWORD_MAX, PASSWORD_MIN, type PasswordProblem } from '@ctci/domain';
import { type UserDocument } from '@ctci/persistence';
import { invalid } from '../http/problem-error.js';

/**
 * A password that somebody may take.
 *
 * @param path where it stands in the request
 * @throws ProblemError which says what is wrong with it
 */
export function newPassword(path: string, text: string, { email, name }: Pick<UserDocument, 'email' | 'name'>): string {
  const password = parsePassword(text, [email, name]);
  if (password.ok) return password.value;
  throw invalid([{ path, code: password.error, message: MESSAGES[password.error] }]);
}

const MESSAGES: Readonly<Record<PasswordProblem, string>> = {
  PASSWORD_TOO_SHORT: `Take ${PASSWORD_MIN} characters or more: some words that have nothing to do with each other.`,
  PASSWORD_TOO_LONG: `Take ${PASSWORD_MAX} characters or fewer.`,
  PASSWORD_TOO_COMMON:
    'This is among the first that anybody would try: take some words that have nothing to do with each other.',
};
