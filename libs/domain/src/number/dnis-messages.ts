import type { DnisCode } from './dnis.js';

/** What is wrong with a number and what to do about it, in English, with the mended value where there is one. */
export function dnisMessage(code: DnisCode, suggestion?: string): string {
  return suggestion === undefined ? MESSAGES[code] : `${MESSAGES[code]} Did you mean ${suggestion}?`;
}

const MESSAGES: Readonly<Record<DnisCode, string>> = {
  DNIS_MISSING: 'The number is missing. Write it with its country code, such as +18005550100.',
  DNIS_SCIENTIFIC_NOTATION:
    'A spreadsheet has shortened this number and its last digits are lost. Format the column as text, type the number again and save.',
  DNIS_NOT_E164:
    'This is not a number in E.164 format. Write a "+", the country code and the digits, nothing between them, such as +18005550100.',
  DNIS_TOO_LONG: 'The number has more than 15 digits. Check it for digits too many.',
  DNIS_UNKNOWN_COUNTRY: 'No country has this country code. Begin the number with the country code, such as +1 or +44.',
  DNIS_WRONG_LENGTH: 'No number in this country has so many digits. Check it for missing or extra digits.',
  DNIS_NATIONAL_FORMAT:
    'Without a "+" this could be a number of your own country or of another. Write it with "+" and its country code.',
  DNIS_COUNTRY_NOT_ALLOWED:
    'This installation does not allow numbers of this country. Use a number of an allowed country.',
  DNIS_PREMIUM_RATE: 'This is a premium rate number, which this installation does not allow. Use another number.',
};
