import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import type { NumberRules } from './dnis.js';
import { plansOf } from './numbering-plan.js';

/** The international form of digits as they are dialled in the home country; null unless that is a number in use. */
export function homeReading(digits: string, { homeCountry }: NumberRules): string | null {
  if (homeCountry === undefined || !/^[0-9]{3,20}$/.test(digits)) return null;

  const number = parsePhoneNumberFromString(digits, { defaultCountry: homeCountry as CountryCode, extract: false });
  return number?.isValid() ? number.number : null;
}

/**
 * True when digits without "+" are another number in use to whoever dials them in the home country than they are
 * with a "+" in front: nobody can know which of the two was meant.
 */
export function isAmbiguousAtHome(digits: string, rules: NumberRules): boolean {
  if (rules.homeCountry === undefined || isPlainlyOfHome(digits, rules.homeCountry)) return false;
  const reading = homeReading(digits, rules);
  return reading !== null && reading !== `+${digits}`;
}

/**
 * Spares the library the usual case, a number of the home country with its country code, when nothing else can be
 * read into it: it is too long for a national number, and no prefix can be dropped but the country code itself.
 */
function isPlainlyOfHome(digits: string, homeCountry: string): boolean {
  const found = plansOf(digits);
  const home = found?.plans.find(({ country }) => country === homeCountry);
  if (!found || !home) return false;

  const national = digits.slice(found.callingCode.length);
  const isNationalLength = found.plans.some(({ possibleLengths }) => possibleLengths.includes(digits.length));
  if (isNationalLength || home.internationalPrefix?.test(digits)) return false;

  const dropped = home.nationalPrefix?.exec(digits);
  const dropsCountryCode = !dropped?.[0] || (dropped.length === 1 && dropped[0] === found.callingCode);
  const plans = [home, ...found.plans.slice(0, 1)];
  return dropsCountryCode && plans.every(({ nationalPrefix }) => !nationalPrefix?.exec(national)?.some(Boolean));
}
