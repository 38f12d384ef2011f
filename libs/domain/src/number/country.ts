import { isSupportedCountry } from 'libphonenumber-js/max';

/** Whether this is the ISO 3166-1 alpha-2 code of a country whose numbering plan is known: `GB`, not `UK`. */
export const isCountry = (code: string): boolean => isSupportedCountry(code);
