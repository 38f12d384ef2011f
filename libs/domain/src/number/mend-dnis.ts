import type { NumberRules } from './dnis.js';
import { homeReading } from './home-reading.js';

/**
 * What was likely meant by a number written for people: separators and a `tel:` or its like dropped, `00` read as "+", digits of
 * any width, and, for a number without a country code, the home country's international form first.
 *
 * @returns candidates, likeliest first; each has still to be checked
 */
export function mendings(text: string, rules: NumberRules): string[] {
  if (text.length > MENDABLE_LENGTH_MAX) return [];

  const bare = text
    .normalize('NFKC') // full-width digits and signs, no-break spaces
    .replace(/^(?:tel|phone|fon|telefon)\b[.:\s]*/i, '')
    .replace(/^(\d+)\.0+$/, '$1') // a spreadsheet's number with decimals
    .replace(/\(0\)/, '') // "+44 (0)20 …": dialled only inside the country
    .replace(SEPARATORS, '')
    .replace(/^\+*(?:00|\+)(?=[1-9])/, '+');
  if (bare.startsWith('+')) return [bare];

  const atHome = homeReading(bare, rules);
  return atHome === null ? [bare] : [atHome, bare];
}

const MENDABLE_LENGTH_MAX = 64;

// Spaces, dashes, dots, brackets, slashes, minus signs, and marks that are not seen (bidirectional marks, soft hyphens).
const SEPARATORS = /[\s\p{Pd}\p{Cf}\u2212.()[\]/]/gu;
