/** A number as it is stored everywhere: "+" and up to 15 digits (ITU-T E.164), so that `1800…` and `+1800…` meet. */
export type Dnis = string & { readonly __brand: 'Dnis' };

/** How strict an installation is beyond the rules that bind everywhere; from its environment alone. */
export interface NumberRules {
  /** ISO 3166-1 alpha-2. Digits without "+" that are also a valid number there are refused. */
  readonly homeCountry?: string;
  /** ISO 3166-1 alpha-2 codes; absent means every country. */
  readonly allowedCountries?: readonly string[];
  readonly premiumRate: 'warn' | 'refuse';
}

export type NumberWarning = 'DNIS_NOT_IN_USE' | 'DNIS_PREMIUM_RATE';

/** A number that may go into a pool. */
export interface CheckedNumber {
  readonly dnis: Dnis;
  /** ISO 3166-1 alpha-2, or the calling code with its "+" where no country has it alone (`+800`). */
  readonly country: string;
  readonly warnings: readonly NumberWarning[];
  /** What the digits are once a national prefix that has no place in them is dropped (`+44020…`), if it is another number. */
  readonly likelyMeant?: Dnis;
}

export type DnisCode =
  | 'DNIS_MISSING'
  | 'DNIS_SCIENTIFIC_NOTATION'
  | 'DNIS_NOT_E164'
  | 'DNIS_TOO_LONG'
  | 'DNIS_UNKNOWN_COUNTRY'
  | 'DNIS_WRONG_LENGTH'
  | 'DNIS_NATIONAL_FORMAT'
  | 'DNIS_COUNTRY_NOT_ALLOWED'
  | 'DNIS_PREMIUM_RATE';

export type DescriptionCode = 'DESCRIPTION_TOO_LONG' | 'DESCRIPTION_CONTROL_CHARACTER';

/** The first thing wrong with a cell, and a mended value where one is likely. */
export interface CellProblem<Code extends string> {
  readonly code: Code;
  readonly suggestion?: string;
}

/** The digits alone: canonical form without its "+". */
export const digitsOf = (dnis: Dnis): string => dnis.slice(1);

/**
 * The canonical form of digits with or without "+" (also as `%2B`, as it stands in a path); null for anything that
 * does not look like ITU-T E.164. Says nothing about countries or lengths: for numbers that are already stored.
 */
export function asDnis(text: string): Dnis | null {
  const match = text.length <= 18 ? /^(?:\+|%2B)?([1-9][0-9]{0,14})$/i.exec(text) : null;
  return match?.[1] === undefined ? null : (`+${match[1]}` as Dnis);
}
