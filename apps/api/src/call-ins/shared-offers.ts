import { type Dnis } from '@ctci/domain';
import { type GroupDocument, type PoolNumbers } from '@ctci/persistence';
import { type SiftNumbers } from './sift-numbers.js';

/** Where this process is in its rounds through a pool. */
interface Rotation {
  slice: readonly Dnis[];
  next: number;
  takenAt: number;
  last: Dnis | undefined;
  refill: Promise<void> | undefined;
}

/**
 * Numbers to try for a shared call-in: each process goes round the pool, so that every number gets as many. Numbers
 * under guessing come last.
 */
export class SharedOffers {
  private readonly rotations = new Map<string, Rotation>();

  constructor(
    private readonly numbers: PoolNumbers,
    private readonly sift: SiftNumbers,
  ) {}

  /** Some of those whose turn it is, then, since there seems to be little room, every number of the pool. */
  async *of(group: GroupDocument): AsyncGenerator<Dnis, void, undefined> {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const dnis = await this.nextTurn(group);
      if (dnis) yield dnis;
    }
    const guessed: Dnis[] = [];
    let page: Dnis[] = [];
    do {
      page = await this.numbers.offerable(group._id, page.at(-1), SLICE);
      const sifted = await this.sift.forShared(page);
      guessed.push(...sifted.guessed);
      yield* sifted.good;
    } while (page.length === SLICE);
    yield* guessed;
  }

  private async nextTurn(group: GroupDocument): Promise<Dnis | undefined> {
    const rotation = this.rotationOf(group);
    const isStale = performance.now() - rotation.takenAt > KEPT_MS;
    const isWholePool = group.poolSize <= SLICE && rotation.slice.length > 0;
    if (isStale || (rotation.next >= rotation.slice.length && !isWholePool)) {
      rotation.refill ??= this.refill(group, rotation).finally(() => {
        rotation.refill = undefined;
      });
      await rotation.refill;
    }
    const dnis = rotation.slice[rotation.next % rotation.slice.length];
    rotation.next += 1;
    rotation.last = dnis ?? rotation.last;
    return dnis;
  }

  /** The numbers after the one whose turn was last, and from the beginning again where the pool ends. */
  private async refill({ _id }: GroupDocument, rotation: Rotation): Promise<void> {
    const after = await this.numbers.offerable(_id, rotation.last, SLICE);
    const before = after.length < SLICE ? await this.numbers.offerable(_id, undefined, SLICE - after.length) : [];
    const { good } = await this.sift.forShared([...new Set([...after, ...before])]);
    const start = rotation.last === undefined ? Math.floor(Math.random() * good.length) : 0;
    rotation.slice = [...good.slice(start), ...good.slice(0, start)];
    rotation.next = 0;
    rotation.takenAt = performance.now();
  }

  private rotationOf({ _id }: GroupDocument): Rotation {
    const key = _id.toHexString();
    const rotation = this.rotations.get(key) ?? {
      ...{ slice: [], next: 0, takenAt: 0 },
      ...{ last: undefined, refill: undefined },
    };
    this.rotations.set(key, rotation);
    return rotation;
  }
}

const SLICE = 256;
const TURNS = 3;

/** Older slices may lack numbers that the pool has got meanwhile. */
const KEPT_MS = 1_000;
