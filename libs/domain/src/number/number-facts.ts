import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { plansOf, useIn, type NumberingPlan } from './numbering-plan.js';

/** What libphonenumber's "max" metadata knows of an international number. */
export interface NumberFacts {
  readonly callingCode: string;
  /** ISO 3166-1 alpha-2; absent where it cannot be told or there is none. */
  readonly country?: string;
  /** The digits as libphonenumber reads them; others than those given when it dropped a national prefix. */
  readonly digits: string;
  /** `isPossible()`: a length that the plan knows. */
  readonly possible: boolean;
  /** `isValid()` and the type: `null` when the number is in no range that is in use. */
  readonly use: 'premium' | 'other' | null;
}

/**
 * Answers what `parsePhoneNumberFromString('+' + digits, { extract: false })` with `isPossible()`, `isValid()`,
 * `getType()` and `country` would, from the same metadata with its patterns compiled once: about ten times as
 * fast. Agreement is tested against the library itself.
 *
 * @param digits ASCII digits without "+", 15 at most
 * @returns null when no calling code begins them
 */
export function numberFacts(digits: string): NumberFacts | null {
  const found = plansOf(digits);
  if (!found) return null;

  const { callingCode, plans } = found;
  const national = digits.slice(callingCode.length);
  const [mainPlan] = plans;
  if (!mainPlan || national.length < NATIONAL_DIGITS_MIN) return { callingCode, digits, possible: false, use: null };
  if (hasNationalPrefix(mainPlan, national)) return factsByLibrary(digits, callingCode);

  const owner = ownerOf(plans, national);
  const plan = owner ?? mainPlan;
  return {
    callingCode,
    ...(owner?.country === undefined ? {} : { country: owner.country }),
    digits,
    possible: plan.possibleLengths.includes(national.length),
    use: useIn(plan, national),
  };
}

/** True when the number is in use in that country too: North American toll-free numbers are in all of +1. */
export function isUsedIn(digits: string, country: string): boolean {
  const found = plansOf(digits);
  const plan = found?.plans.find((candidate) => candidate.country === country);
  return plan !== undefined && found !== null && useIn(plan, digits.slice(found.callingCode.length)) !== null;
}

/** The country whose number it is, by its leading digits or by being in use there; the only one is always it. */
function ownerOf(plans: readonly NumberingPlan[], national: string): NumberingPlan | undefined {
  if (plans.length === 1) return plans[0];
  return plans.find((plan) => (plan.leadingDigits ? plan.leadingDigits.test(national) : useIn(plan, national)));
}

function hasNationalPrefix(plan: NumberingPlan, national: string): boolean {
  const prefix = plan.nationalPrefix?.exec(national);
  return prefix ? prefix.some((part) => part) : false;
}

// Dropping a national prefix has many special cases and such numbers are rare: left to the library.
function factsByLibrary(digits: string, callingCode: string): NumberFacts {
  const number = parsePhoneNumberFromString(`+${digits}`, { extract: false });
  if (!number) return { callingCode, digits, possible: false, use: null };

  const type = number.getType();
  return {
    callingCode,
    ...(number.country ? { country: number.country } : {}),
    digits: number.number.slice(1),
    possible: number.isPossible(),
    use: type === undefined ? null : type === 'PREMIUM_RATE' ? 'premium' : 'other',
  };
}

const NATIONAL_DIGITS_MIN = 2;
