import { type NewNumber } from '@ctci/contracts';

/** Toll-free numbers +1800555nnnn… from `first` on; 20,000 and more are Washington's: +1202nnnnnnn. */
export const numbersFrom = (first: number, count: number): NewNumber[] =>
  Array.from({ length: count }, (_, index) => ({ dnis: dnisOf(first + index) }));

export const dnisOf = (index: number): string =>
  index < 10_000 ? `+1800555${String(index).padStart(4, '0')}` : `+1202${2_000_000 + index}`;
