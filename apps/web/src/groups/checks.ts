import {
  changeSettings,
  type Dnis,
  dnisMessage,
  findingMessage,
  type GroupSettings,
  numberWarnings,
  type NumberRules,
  parseDescription,
  parseDnis,
} from '@ctci/domain';

/** What binds everywhere. What an installation asks beyond that, only its API knows and says. */
const RULES: NumberRules = { premiumRate: 'warn' };

export interface Finding {
  readonly code: string;
  /** English. */
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/** What is wrong with a number as it is typed; null where nothing is. */
export function checkDnis(text: string): Finding | null {
  const parsed = parseDnis(text, RULES);
  if (parsed.ok) return null;
  const { code, suggestion } = parsed.error;
  return { code, message: dnisMessage(code), suggestion };
}

/** What is worth knowing about a number that may be used. */
export function warningOf(text: string): Finding | null {
  const parsed = parseDnis(text, RULES);
  const [warning] = parsed.ok ? numberWarnings(parsed.value.dnis, RULES) : [];
  return warning === undefined ? null : { code: warning, message: findingMessage(warning) };
}

export function checkDescription(text: string): Finding | null {
  const parsed = parseDescription(text);
  if (parsed.ok) return null;
  const { code, suggestion } = parsed.error;
  return { code, message: findingMessage(code), suggestion };
}

/** The settings as they stand in a form, where any number may be missing still. */
export type SettingsDraft = Omit<GroupSettings, 'overflowNumber'> & { readonly overflowNumber: string | null };

/** What is wrong with settings, by their names. */
export function checkSettings(draft: SettingsDraft): Partial<Record<keyof GroupSettings, Finding>> {
  const { overflowNumber, onExhausted, ...rest } = draft;
  const given = overflowNumber === '' ? null : overflowNumber;
  const checked = changeSettings(
    { ...rest, onExhausted, overflowNumber: null as Dnis | null },
    { ...rest, onExhausted, overflowNumber: given },
    RULES,
  );
  return checked.ok ? {} : Object.fromEntries(checked.error.map(({ path, ...finding }) => [path, finding]));
}
