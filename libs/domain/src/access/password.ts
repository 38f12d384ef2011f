import { err, ok, type Result } from '../result.js';
import { codePointLength } from '../text.js';

export const PASSWORD_MIN = 12;
/** Characters. */
export const PASSWORD_MAX = 256;

export type PasswordProblem = 'PASSWORD_TOO_SHORT' | 'PASSWORD_TOO_LONG' | 'PASSWORD_TOO_COMMON';

/** A password in the one form in which it is hashed and compared: however a keyboard has put its letters together. */
export const normalPassword = (text: string): string => text.normalize('NFKC');

/**
 * Holds a new password to what makes it hard to guess: its length, and that it is none of those that are tried first.
 * Nothing is asked of the kinds of characters in it (NIST SP 800-63B, 3.1.1).
 *
 * @param about what a guesser knows of the person: e-mail address, name
 */
export function parsePassword(text: string, about: readonly string[]): Result<string, PasswordProblem> {
  const password = normalPassword(text);
  const length = codePointLength(password);
  if (length < PASSWORD_MIN) return err('PASSWORD_TOO_SHORT');
  if (length > PASSWORD_MAX) return err('PASSWORD_TOO_LONG');
  return isCommon(password.toLowerCase(), about.flatMap(partsOf)) ? err('PASSWORD_TOO_COMMON') : ok(password);
}

/** What is left of it without everything that is guessed first would be a password by itself no more. */
function isCommon(password: string, about: readonly string[]): boolean {
  if (new Set(password).size < DISTINCT_MIN) return true;
  const guessed = [...about, ...WORDS].sort((one, other) => other.length - one.length);
  const rest = guessed.reduce((left, word) => left.replaceAll(word, ''), password).replace(/[\d\W_]/g, '');
  return rest.length < UNGUESSED_MIN && guessed.some((word) => password.includes(word));
}

const DISTINCT_MIN = 5;
const UNGUESSED_MIN = 4;

/** An e-mail address is guessed by its parts too. */
const partsOf = (text: string): string[] =>
  normalPassword(text)
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part.length > 2);

/** Of which nearly all of the passwords of 12 characters and more are made that lists of stolen ones have most often. */
const WORDS = [
  ...['password', 'passwort', 'passw0rd', 'p@ssword', 'p@ssw0rd', 'letmein', 'welcome', 'changeme', 'secret', 'master'],
  ...['administrator', 'admin', 'root', 'user', 'login', 'test', 'guest', 'default', 'hello', 'iloveyou', 'trustno'],
  ...[
    'qwertyuiop',
    'asdfghjkl',
    'zxcvbnm',
    'qwerty',
    'azerty',
    'asdf',
    'zxcv',
    'qazwsx',
    '1q2w3e4r5t',
    '1q2w3e4r',
    'q1w2e3r4',
  ],
  ...['abcdefghijkl', 'abcdef', 'abcd', 'abc', '1234567890', '123456', '1234', '0987654321', '987654321', '654321'],
  ...['sunshine', 'princess', 'football', 'baseball', 'monkey', 'dragon', 'superman', 'batman', 'starwars', 'shadow'],
  ...[
    'callback',
    'clicktocallin',
    'click',
    'callin',
    'call',
    'callcenter',
    'callcentre',
    'company',
    'summer',
    'winter',
  ],
];
