import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import { asDnis, digitsOf, type Dnis, type NumberRules } from '../number/dnis.js';
import { homeReading } from '../number/home-reading.js';
import { mendings } from '../number/mend-dnis.js';
import { numberFacts } from '../number/number-facts.js';
import { addressesIn, type TrunkAddress } from './trunk-address.js';

/** Characters of a number as a trunk delivers it; a longer text is none. */
export const TRUNK_NUMBER_MAX_LENGTH = 512;

/**
 * Reads a number as trunks deliver it: a bare number, a `tel:` URI (RFC 3966), a `sip:` or `sips:` URI or a whole SIP
 * header, with separators, `00` for "+", or in the home country's own form. A number in E.164 format is itself,
 * whatever the country: every number of a pool is read as it is stored.
 *
 * Without "+" it is read as whoever dials it at home would; only where that is no number in use, as E.164 digits.
 * Of the rules only the home country matters: a caller may be of any country.
 *
 * @returns null for what cannot be read (`anonymous`, an extension, nothing): as good as not given, never an error
 */
export function readTrunkNumber(text: string, rules: NumberRules): Dnis | null {
  if (text.length > TRUNK_NUMBER_MAX_LENGTH) return null;

  for (const address of addressesIn(text)) {
    const dnis = readAddress(address, rules);
    if (dnis !== null && !WITHHELD.has(dnis)) return dnis;
  }
  return null;
}

function readAddress({ number, context }: TrunkAddress, rules: NumberRules): Dnis | null {
  const [mended = ''] = mendings(number, WITHOUT_HOME);
  if (!/^\+?[0-9]+$/.test(mended)) return null;
  if (PLUS_FIRST.test(number)) return asGlobal(mended);
  if (context !== undefined && !mended.startsWith('+')) return inContext(mended, context);

  const dialled = mended.replace(/^\+/, '00');
  const atHome = homeReading(dialled, rules);
  return atHome !== null ? asDnis(atHome) : (asPossible(mended) ?? possibleAtHome(dialled, rules));
}

/** Whoever writes "+" means E.164: countries change the lengths of their numbers faster than the metadata follows. */
function asGlobal(text: string): Dnis | null {
  const dnis = asDnis(text);
  const facts = dnis && numberFacts(digitsOf(dnis));
  return facts && (facts.possible || digitsOf(dnis).length >= DIGITS_MIN) ? dnis : null;
}

function asPossible(text: string): Dnis | null {
  const dnis = asDnis(text);
  return dnis && numberFacts(digitsOf(dnis))?.possible ? dnis : null;
}

// Gateways write the country code as the context. RFC 3966 promises no such thing: hence only what is possible so.
function inContext(digits: string, context: string): Dnis | null {
  const dnis = asDnis(context + digits);
  const facts = dnis && numberFacts(digitsOf(dnis));
  return facts?.possible ? asDnis(facts.digits) : null;
}

// A range at home that is too new for the metadata, in a form that is no E.164.
function possibleAtHome(digits: string, { homeCountry }: NumberRules): Dnis | null {
  if (homeCountry === undefined || digits.length < DIGITS_MIN || ONE_DIGIT_REPEATED.test(digits)) return null;
  const number = parsePhoneNumberFromString(digits, { defaultCountry: homeCountry as CountryCode, extract: false });
  return number?.isPossible() ? asDnis(number.number) : null;
}

const WITHOUT_HOME: NumberRules = { premiumRate: 'warn' };

// What the text begins with before any digit, a sign of another width included.
const PLUS_FIRST = /^[^0-9]*[+\uff0b\ufe62]/;

// What switches send for a number that they do not know: all zeros or all nines.
const ONE_DIGIT_REPEATED = /^(.)\1*$/;

/** Shorter ones are extensions and short codes, unless the country is known to have such numbers. */
const DIGITS_MIN = 7;

// ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE on a telephone's keys: what Twilio sends for a caller without
// a number. None is a number in use.
const WITHHELD: ReadonlySet<string> = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253']);
