import { err, ok, type Result } from '../result.js';
import { firstCodePoints } from '../text.js';
import { asJson, isPlainObject, isReservedKey, type Json, type JsonCode } from './json-value.js';

/** The web platform's encoder (WHATWG Encoding), which every runtime has; declared here to need no platform's types. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/** What a client sends along for whoever takes the call. Never written to a log, its keys neither. */
export type UserData = Readonly<Record<string, Json>>;

export const USER_DATA_MAX_KEYS = 32;
/** Bytes of its JSON without white space, in UTF-8. */
export const USER_DATA_MAX_BYTES = 8_192;
/** Objects and lists within each other, the user data itself counted. */
export const USER_DATA_MAX_DEPTH = 16;

export type UserDataCode =
  | 'USER_DATA_NOT_AN_OBJECT'
  | 'USER_DATA_KEY_NOT_AN_IDENTIFIER'
  | 'USER_DATA_KEY_RESERVED'
  | 'USER_DATA_NOT_JSON'
  | 'USER_DATA_TOO_DEEP'
  | 'USER_DATA_TOO_MANY_KEYS'
  | 'USER_DATA_TOO_LARGE';

export interface UserDataProblem {
  /** The key, shortened; empty when the whole is meant. */
  readonly path: string;
  readonly code: UserDataCode;
  /** English, says what to do. */
  readonly message: string;
}

/**
 * Reads `userData`: an object whose keys are JavaScript identifiers, with any JSON as values. An identifier is what may
 * follow a dot (ECMAScript IdentifierName, 12.7), so `class` is one. The copy that is answered shares nothing with the
 * input, and `__proto__` and the like are nowhere in it; see {@link asJson}.
 *
 * @param strict our API: other keys are refused. Otherwise, the compatible route: such keys are left out with their
 *   values, `null` and the empty text are no data, and the object may come as a text that holds its JSON. The limits
 *   are the same for both.
 */
export function parseUserData(value: unknown, strict: boolean): Result<UserData, UserDataProblem[]> {
  const data = strict ? value : unpacked(value);
  if (!isPlainObject(data)) return err([problem('USER_DATA_NOT_AN_OBJECT')]);

  const problems: UserDataProblem[] = [];
  const kept: [string, Json][] = [];
  for (const [key, field] of Object.entries(data)) {
    const read = readField(key, field);
    if (read.ok) kept.push([key, read.value]);
    else if (strict || !LEFT_OUT.has(read.error)) problems.push(problem(read.error, key));
    if (problems.length === PROBLEMS_MAX || kept.length > USER_DATA_MAX_KEYS) break;
  }
  if (kept.length > USER_DATA_MAX_KEYS) problems.push(problem('USER_DATA_TOO_MANY_KEYS'));
  if (problems.length > 0) return err(problems);

  const userData = Object.fromEntries(kept);
  return isTooLarge(userData) ? err([problem('USER_DATA_TOO_LARGE')]) : ok(userData);
}

function unpacked(value: unknown): unknown {
  if (value === null) return {};
  if (typeof value !== 'string') return value;
  if (value.trim() === '') return {};
  try {
    return JSON.parse(value) ?? {};
  } catch {
    return value; // it throws for nothing but a text that is no JSON
  }
}

function readField(key: string, value: unknown): Result<Json, UserDataCode> {
  if (!IDENTIFIER_NAME.test(key)) return err('USER_DATA_KEY_NOT_AN_IDENTIFIER');
  if (isReservedKey(key)) return err('USER_DATA_KEY_RESERVED');
  const read = asJson(value, USER_DATA_MAX_DEPTH - 1);
  return read.ok ? read : err(CODES[read.error]);
}

const isTooLarge = (userData: UserData): boolean =>
  new TextEncoder().encode(JSON.stringify(userData)).length > USER_DATA_MAX_BYTES;

const problem = (code: UserDataCode, key = ''): UserDataProblem => ({
  path: firstCodePoints(key, PATH_MAX_CODE_POINTS),
  code,
  message: MESSAGES[code],
});

const IDENTIFIER_NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/** Names of keys: what the compatible route leaves out, as its vendor documents. */
const LEFT_OUT: ReadonlySet<UserDataCode> = new Set<UserDataCode>([
  'USER_DATA_KEY_NOT_AN_IDENTIFIER',
  'USER_DATA_KEY_RESERVED',
]);

const CODES: Readonly<Record<JsonCode, UserDataCode>> = {
  JSON_RESERVED_KEY: 'USER_DATA_KEY_RESERVED',
  JSON_TOO_DEEP: 'USER_DATA_TOO_DEEP',
  JSON_IMPOSSIBLE: 'USER_DATA_NOT_JSON',
};

const MESSAGES: Readonly<Record<UserDataCode, string>> = {
  USER_DATA_NOT_AN_OBJECT: 'Give an object, such as {"customerId": "42"}.',
  USER_DATA_KEY_NOT_AN_IDENTIFIER:
    'Rename it to a JavaScript identifier: letters, digits, "_" and "$", not beginning with a digit.',
  USER_DATA_KEY_RESERVED:
    'Rename it, or the key inside it: "__proto__", "constructor", "prototype", "_bsontype" and keys with a NUL character cannot be used.',
  USER_DATA_NOT_JSON: 'Give a value that JSON can hold: text, a finite number, true, false, null, a list or an object.',
  USER_DATA_TOO_DEEP: `Flatten it: at most ${USER_DATA_MAX_DEPTH} objects and lists may stand within each other.`,
  USER_DATA_TOO_MANY_KEYS: `Give at most ${USER_DATA_MAX_KEYS} keys.`,
  USER_DATA_TOO_LARGE: `Give at most ${USER_DATA_MAX_BYTES} bytes of JSON.`,
};

const PATH_MAX_CODE_POINTS = 64;
const PROBLEMS_MAX = 32;
