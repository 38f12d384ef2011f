import { type Dnis, type PlannedNumber } from '@ctci/domain';

let made = 0;

/** A number that this process has not made before: of the United States, and passing every check without a warning. */
export const aDnis = (): Dnis => `+1202${2_000_000 + made++}` as Dnis;

/** A number for a pool, as {@link aDnis}. */
export const aNumber = (description = ''): PlannedNumber => ({ dnis: aDnis(), description });

/** As {@link aNumber}, in the order of their digits. */
export const someNumbers = (count: number): PlannedNumber[] => Array.from({ length: count }, () => aNumber());
