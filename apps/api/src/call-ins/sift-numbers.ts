import { type Dnis, type GuessLimits } from '@ctci/domain';
import {
  type AttemptRepository,
  type CallInRepository,
  type GroupDocument,
  type LeaseRepository,
  type PoolNumbers,
} from '@ctci/persistence';

/** Numbers that can be handed out; those under guessing are handed out last. */
export interface Sifted {
  readonly good: Dnis[];
  readonly guessed: Dnis[];
}

/** Tells, for many numbers at once, which of them are worth trying. What counts is what a claim finds. */
export class SiftNumbers {
  constructor(
    private readonly numbers: PoolNumbers,
    private readonly leases: LeaseRepository,
    private readonly callIns: CallInRepository,
    private readonly attempts: AttemptRepository,
    private readonly limits: GuessLimits,
  ) {}

  /** @param free numbers that nobody holds; those that have left the pool lose their leases */
  async forUnique({ _id: groupId, uniqueSince }: GroupDocument, free: readonly Dnis[]): Promise<Sifted> {
    if (free.length === 0) return NONE;
    const mayBeShared = uniqueSince && Date.now() - uniqueSince.getTime() < SHARED_MAX_MS;
    const [offerable, living] = await Promise.all([
      this.numbers.offerableAmong(groupId, free),
      mayBeShared ? this.callIns.livingOn(free) : new Set(),
    ]);
    const gone = free.filter((dnis) => !offerable.has(dnis));
    if (gone.length > 0) await this.leases.forget(groupId, gone);
    return this.guessedLast(free.filter((dnis) => offerable.has(dnis) && !living.has(dnis)));
  }

  /** @param numbers of the pool, none draining */
  async forShared(numbers: readonly Dnis[]): Promise<Sifted> {
    if (numbers.length === 0) return NONE;
    const held = await this.leases.heldAmong(numbers);
    return this.guessedLast(numbers.filter((dnis) => !held.has(dnis)));
  }

  private async guessedLast(numbers: readonly Dnis[]): Promise<Sifted> {
    const guessed = new Set(await this.attempts.guessedOn(numbers, this.limits));
    return {
      good: numbers.filter((dnis) => !guessed.has(dnis)),
      guessed: numbers.filter((dnis) => guessed.has(dnis)),
    };
  }
}

const NONE: Sifted = { good: [], guessed: [] };

/** Shared call-ins of before the switch live half an hour at most; the rest is for clocks that differ. */
const SHARED_MAX_MS = 3 * 3_600_000;
