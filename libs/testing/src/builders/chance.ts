/** Chance that can be had again: the same seed gives the same numbers (mulberry32, good enough to choose moments by). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** That of one round, one file or one client of a seed: what is drawn in the others does not change it. */
  static of(seed: number, round: number): Chance {
    return new Chance(Math.imul(seed ^ Math.imul(round + 1, 0x9e37_79b9), 0x85eb_ca6b));
  }

  /** From 0 up to 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to `limit`, which is left out. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** @throws when there is nothing to choose from */
  oneOf<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new Error('nothing to choose from');
    return choices[this.below(choices.length)] as T;
  }
}

/** A seed that nobody has chosen; printed, so that a run can be repeated. */
export const anySeed = (): number => Math.floor(Math.random() * 2 ** 31);
