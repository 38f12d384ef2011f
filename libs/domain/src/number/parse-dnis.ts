import { err, ok, type Result } from '../result.js';
import { asDnis, digitsOf, type CellProblem, type CheckedNumber, type Dnis, type DnisCode } from './dnis.js';
import type { NumberRules, NumberWarning } from './dnis.js';
import { isAmbiguousAtHome } from './home-reading.js';
import { mendings } from './mend-dnis.js';
import { isUsedIn, numberFacts, type NumberFacts } from './number-facts.js';

/** ITU-T E.164: a number has 15 digits at most, its country code included. */
export const DNIS_MAX_DIGITS = 15;

/**
 * Checks a number as a person or a file gives it: ITU-T E.164 digits with or without "+", a known country code and
 * a possible length, then what the installation asks beyond that. Tells the first thing wrong, and a mended value
 * where one is likely that passes all the checks itself.
 */
export function parseDnis(text: string, rules: NumberRules): Result<CheckedNumber, CellProblem<DnisCode>> {
  const trimmed = text.trim();
  const checked = check(trimmed, rules);
  if (checked.ok || !MENDABLE.has(checked.error)) return checked.ok ? checked : err({ code: checked.error });

  for (const candidate of mendings(trimmed, rules)) {
    const mended = check(candidate, rules);
    if (mended.ok) return err({ code: checked.error, suggestion: mended.value.dnis });
  }
  return err({ code: checked.error });
}

/** What to tell about a number that is already stored. */
export function numberWarnings(dnis: Dnis, rules: NumberRules): NumberWarning[] {
  const facts = numberFacts(digitsOf(dnis));
  return facts ? warningsOf(digitsOf(dnis), facts, rules) : ['DNIS_NOT_IN_USE'];
}

function check(text: string, rules: NumberRules): Result<CheckedNumber, DnisCode> {
  if (text === '') return err('DNIS_MISSING');
  if (text.length <= EXPONENT_MAX_LENGTH && SPREADSHEET_EXPONENT.test(text)) return err('DNIS_SCIENTIFIC_NOTATION');
  if (!E164_SHAPE.test(text)) return err('DNIS_NOT_E164');

  const dnis = asDnis(text);
  if (!dnis) return err('DNIS_TOO_LONG');

  const digits = digitsOf(dnis);
  const facts = numberFacts(digits);
  if (!facts) return err('DNIS_UNKNOWN_COUNTRY');
  if (!facts.possible) return err('DNIS_WRONG_LENGTH');

  const refusal = stricterRefusal(text, facts, rules);
  if (refusal) return err(refusal);
  return ok({
    dnis,
    country: facts.country ?? `+${facts.callingCode}`,
    warnings: warningsOf(digits, facts, rules),
    ...(facts.digits === digits ? {} : { likelyMeant: `+${facts.digits}` as Dnis }),
  });
}

function stricterRefusal(text: string, facts: NumberFacts, rules: NumberRules): DnisCode | null {
  if (!text.startsWith('+') && isAmbiguousAtHome(text, rules)) return 'DNIS_NATIONAL_FORMAT';
  if (rules.allowedCountries && !isAllowed(facts, rules.allowedCountries)) return 'DNIS_COUNTRY_NOT_ALLOWED';
  if (facts.use === 'premium' && rules.premiumRate === 'refuse') return 'DNIS_PREMIUM_RATE';
  return null;
}

// A toll-free +1 number counts as the United States', and is Canada's as well.
const isAllowed = ({ country, digits }: NumberFacts, allowed: readonly string[]): boolean =>
  (country !== undefined && allowed.includes(country)) || allowed.some((other) => isUsedIn(digits, other));

function warningsOf(digits: string, facts: NumberFacts, rules: NumberRules): NumberWarning[] {
  // In use is what the library makes of the digits; when it had to drop a prefix, these digits are not.
  if (facts.use === null || facts.digits !== digits) return ['DNIS_NOT_IN_USE'];
  return facts.use === 'premium' && rules.premiumRate === 'warn' ? ['DNIS_PREMIUM_RATE'] : [];
}

const E164_SHAPE = /^\+?[1-9][0-9]*$/;

// What a spreadsheet saves for a long number in a "General" column. The lost digits cannot be recovered.
const SPREADSHEET_EXPONENT = /^[+-]?[0-9]+(?:[.,][0-9]+)?E[+-]?[0-9]+$/i;
const EXPONENT_MAX_LENGTH = 64;

const MENDABLE: ReadonlySet<DnisCode> = new Set<DnisCode>([
  'DNIS_NOT_E164',
  'DNIS_UNKNOWN_COUNTRY',
  'DNIS_WRONG_LENGTH',
  'DNIS_NATIONAL_FORMAT',
]);
