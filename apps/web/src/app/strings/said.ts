import { type ProblemCode } from '@ctci/contracts';
import {
  type ImportErrorCode,
  type KeptCode,
  type PasswordProblem,
  type RowErrorCode,
  type RowWarningCode,
  type SettingsCode,
} from '@ctci/domain';

export type RowCode = RowErrorCode | RowWarningCode;

type FieldCode =
  | Exclude<SettingsCode, RowCode>
  | PasswordProblem
  | 'WRONG_PASSWORD'
  | 'WRONG_SECOND_FACTOR'
  | 'EXPIRED'
  | 'GROUP_NOT_FOUND'
  | 'OVERFLOW_NUMBER_IN_POOL';

/** One sentence, or one that takes facts such as a line or a name from the English one. */
type Sentence = string | ((english: string) => string);

type SaidBy<Code extends string> = Readonly<Record<Code, Sentence>>;

/** What the API says in English and with a code, in other words. */
export interface Said {
  readonly rows: SaidBy<RowCode>;
  readonly files: SaidBy<ImportErrorCode>;
  readonly kept: SaidBy<KeptCode>;
  readonly fields: SaidBy<FieldCode>;
  readonly problems: SaidBy<ProblemCode>;
}

/** Of what is missing the API's own words are shown. */
export type SaidInPart = { readonly [About in keyof Said]?: Partial<Said[About]> };

interface Spoken {
  readonly code: string;
  /** English. */
  readonly message: string;
}

/** The sentence for a code in the reader's language; the API's own where there is none, as mostly in English. */
export function say(said: SaidInPart, about: keyof Said, { code, message }: Spoken): string {
  const sentences: Readonly<Partial<Record<string, Sentence>>> = said[about] ?? {};
  const sentence = Object.hasOwn(sentences, code) ? sentences[code] : undefined;
  return typeof sentence === 'function' ? sentence(message) : (sentence ?? message);
}

/** Of one field of a form: a cell of a row, a setting, a password. */
export const sayField = (said: SaidInPart, spoken: Spoken): string =>
  say(said, Object.hasOwn(said.fields ?? {}, spoken.code) ? 'fields' : 'rows', spoken);
