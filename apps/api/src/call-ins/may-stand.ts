import {
  type CallInDocument,
  type CallInRepository,
  type GroupRepository,
  type LeaseRepository,
  type PoolNumbers,
} from '@ctci/persistence';

/** `LOOK_AGAIN`: the group hands its numbers out otherwise by now. */
export type Verdict = 'STANDS' | 'NEXT_NUMBER' | 'LOOK_AGAIN';

/**
 * The last look before a call-in is answered, after it has been written: is its number still the group's to hand out,
 * and has nobody else, under other settings, got it in another way? Of two that pass each other, each has written
 * before it looks, so at least one sees the other.
 */
export class MayStand {
  constructor(
    private readonly numbers: PoolNumbers,
    private readonly groups: GroupRepository,
    private readonly leases: LeaseRepository,
    private readonly callIns: CallInRepository,
  ) {}

  async execute(callIn: CallInDocument): Promise<Verdict> {
    const { dnis, groupId, kind } = callIn;
    if (kind === 'overflow') return (await this.numbers.isOverflowOf(groupId, dnis)) ? 'STANDS' : 'LOOK_AGAIN';

    const [isOfferable, uniqueness, isHeld] = await Promise.all([
      this.numbers.isOfferable(groupId, dnis),
      this.groups.uniqueness(groupId),
      kind === 'shared' && this.leases.isHeld(dnis),
    ]);
    if (uniqueness?.uniqueDnis !== (kind === 'unique')) return 'LOOK_AGAIN';
    if (!isOfferable || isHeld) return 'NEXT_NUMBER';
    return (await this.isAmongShared(callIn, uniqueness.uniqueSince)) ? 'NEXT_NUMBER' : 'STANDS';
  }

  /** A unique call-in meets shared ones only as long as those live that were made before the switch. */
  private async isAmongShared({ _id, dnis, kind, createdAt }: CallInDocument, uniqueSince?: Date): Promise<boolean> {
    if (kind !== 'unique' || !uniqueSince) return false;
    const mayLive = createdAt.getTime() - uniqueSince.getTime() <= SHARED_MAX_MS;
    return mayLive && this.callIns.isLivedOnBeside(dnis, _id);
  }
}

/** A call-in lives 1,800 s at most; and one that was on its way when the switch was made. */
const SHARED_MAX_MS = 2_000_000;
