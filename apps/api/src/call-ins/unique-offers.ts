import { type Dnis } from '@ctci/domain';
import { type GroupDocument, type LeaseRepository, type PoolNumbers } from '@ctci/persistence';
import { type SiftNumbers } from './sift-numbers.js';
import { shuffle } from './shuffle.js';

/** What this process knows of a pool; all of it may be forgotten or out of date, since every claim is conditional. */
interface Pool {
  /** Of the group's numbers, when their leases were looked for last. */
  revision: number;
  lookedForAt: number;
  /** Every number up to this one has a lease. */
  introducedTo: Dnis | undefined;
  isIntroduced: boolean;
  /** Taken from the end. */
  offers: Dnis[];
  takenAt: number;
  /** Being tried by a call-in of this process. */
  readonly tried: Set<Dnis>;
  refill: { readonly startedAt: number; readonly isFound: Promise<boolean> } | undefined;
}

/**
 * Numbers to try for a unique call-in: a shuffled slice of the longest free ones of the pool, so that processes seldom
 * try the same. Numbers under guessing come last.
 */
export class UniqueOffers {
  private readonly pools = new Map<string, Pool>();

  constructor(
    private readonly numbers: PoolNumbers,
    private readonly leases: LeaseRepository,
    private readonly sift: SiftNumbers,
  ) {}

  /** Ends when none is free any more, by a look at the database that began after this was called. */
  async *of(group: GroupDocument): AsyncGenerator<Dnis, void, undefined> {
    const askedAt = performance.now();
    const pool = this.poolOf(group);
    for (;;) {
      const dnis = await this.next(group, pool, askedAt);
      if (!dnis) return;
      pool.tried.add(dnis);
      try {
        yield dnis;
      } finally {
        pool.tried.delete(dnis);
      }
    }
  }

  private async next(group: GroupDocument, pool: Pool, askedAt: number): Promise<Dnis | null> {
    for (;;) {
      if (performance.now() - pool.takenAt > KEPT_MS) pool.offers = [];
      const offer = pool.offers.pop();
      if (offer) return offer;

      pool.refill ??= {
        startedAt: performance.now(),
        isFound: this.refill(group, pool).finally(() => {
          pool.refill = undefined;
        }),
      };
      const { startedAt, isFound } = pool.refill;
      if (!(await isFound) && startedAt >= askedAt) return null;
    }
  }

  private async refill(group: GroupDocument, pool: Pool): Promise<boolean> {
    const now = performance.now();
    if (pool.revision !== group.poolRevision || now - pool.lookedForAt > INTRODUCED_MS) {
      const again = { introducedTo: undefined, isIntroduced: false };
      Object.assign(pool, { revision: group.poolRevision, lookedForAt: now, ...again });
    }
    let offers: Dnis[];
    do {
      await this.introduceMore(group, pool);
      offers = await this.longestFree(group, pool);
    } while (offers.length === 0 && !pool.isIntroduced);
    pool.offers = offers;
    pool.takenAt = performance.now();
    return offers.length > 0;
  }

  /** A number gets its lease before it is handed out for the first time. */
  private async introduceMore(group: GroupDocument, pool: Pool): Promise<void> {
    if (pool.isIntroduced) return;
    const numbers = await this.numbers.offerable(group._id, pool.introducedTo, SLICE);
    await this.leases.introduce(group._id, numbers);
    pool.introducedTo = numbers.at(-1) ?? pool.introducedTo;
    pool.isIntroduced = numbers.length < SLICE;
  }

  private async longestFree(group: GroupDocument, { tried }: Pool): Promise<Dnis[]> {
    const guessed: Dnis[] = [];
    for (let skip = 0; ; skip += SLICE) {
      const free = await this.leases.longestFree(group._id, skip, SLICE);
      const sifted = await this.sift.forUnique(group, free);
      guessed.push(...sifted.guessed);
      if (sifted.good.length > 0) return untriedLast(shuffle(sifted.good), tried);
      if (free.length < SLICE) return shuffle(guessed);
    }
  }

  private poolOf({ _id, poolRevision }: GroupDocument): Pool {
    const key = _id.toHexString();
    const pool = this.pools.get(key) ?? {
      ...{ revision: poolRevision, lookedForAt: 0, introducedTo: undefined, isIntroduced: false },
      ...{ offers: [], takenAt: 0, tried: new Set<Dnis>(), refill: undefined },
    };
    this.pools.set(key, pool);
    return pool;
  }
}

/** Offers are taken from the end: what another call-in is about to take comes last. */
function untriedLast(offers: readonly Dnis[], tried: ReadonlySet<Dnis>): Dnis[] {
  return [...offers.filter((dnis) => tried.has(dnis)), ...offers.filter((dnis) => !tried.has(dnis))];
}

const SLICE = 256;

/**
 * A process that was paused takes a lease away from a number that has come back since, or to the group that it has left:
 * nothing is held twice for that, but leases are looked for again now and then, or the number would never be offered.
 */
const INTRODUCED_MS = 30_000;

/** Older offers say little about who has been free the longest. */
const KEPT_MS = 1_000;
