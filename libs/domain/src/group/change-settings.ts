import { dnisMessage } from '../number/dnis-messages.js';
import type { Dnis, DnisCode, NumberRules } from '../number/dnis.js';
import { parseDnis } from '../number/parse-dnis.js';
import { err, ok, type Result } from '../result.js';
import { SETTINGS_LIMITS, type GroupSettings, type NumericSetting } from './group-settings.js';

/** The settings to change, absent ones staying as they are; the overflow number as a person gives it. */
export type SettingsChange = {
  readonly [K in keyof Omit<GroupSettings, 'overflowNumber'>]?: GroupSettings[K] | undefined;
} & { readonly overflowNumber?: string | null | undefined };

export type SettingsCode = 'NOT_A_WHOLE_NUMBER' | 'OUT_OF_RANGE' | 'OVERFLOW_NUMBER_MISSING' | DnisCode;

export interface SettingsProblem {
  /** The setting's name. */
  readonly path: string;
  readonly code: SettingsCode;
  /** English, says what to do. */
  readonly message: string;
}

/** The settings after a change, or everything wrong with it; never half a change. */
export function changeSettings(
  current: GroupSettings,
  change: SettingsChange,
  rules: NumberRules,
): Result<GroupSettings, SettingsProblem[]> {
  const problems = NUMERIC_SETTINGS.flatMap((path) => numericProblem(path, change[path]));
  const overflow = readOverflowNumber(current.overflowNumber, change.overflowNumber, rules);
  if (!overflow.ok) problems.push(overflow.error);

  const next = { ...current, ...withoutUndefined(change), overflowNumber: overflow.ok ? overflow.value : null };
  if (overflow.ok && next.onExhausted === 'overflow' && next.overflowNumber === null) problems.push(NO_OVERFLOW_NUMBER);
  return problems.length > 0 ? err(problems) : ok(next);
}

function numericProblem(path: NumericSetting, value: number | null | undefined): SettingsProblem[] {
  if (value === undefined || (value === null && path === 'maxLivePerCaller')) return [];

  const { min, max } = SETTINGS_LIMITS[path];
  const message = `Give a whole number from ${min} to ${max}.`;
  if (value === null || !Number.isInteger(value)) return [{ path, code: 'NOT_A_WHOLE_NUMBER', message }];
  return value < min || value > max ? [{ path, code: 'OUT_OF_RANGE', message }] : [];
}

function readOverflowNumber(
  current: Dnis | null,
  changed: string | null | undefined,
  rules: NumberRules,
): Result<Dnis | null, SettingsProblem> {
  if (changed === undefined) return ok(current);
  if (changed === null) return ok(null);

  const parsed = parseDnis(changed, rules);
  if (parsed.ok) return ok(parsed.value.dnis);
  const { code, suggestion } = parsed.error;
  return err({ path: 'overflowNumber', code, message: dnisMessage(code, suggestion) });
}

function withoutUndefined(change: SettingsChange): Partial<GroupSettings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

const NUMERIC_SETTINGS: readonly NumericSetting[] = [
  'accessCodeLength',
  'expirySeconds',
  'coolDownSeconds',
  'maxLivePerCaller',
];

const NO_OVERFLOW_NUMBER: SettingsProblem = {
  path: 'overflowNumber',
  code: 'OVERFLOW_NUMBER_MISSING',
  message: 'Give the number to overflow to, or let the group refuse when it is exhausted.',
};
