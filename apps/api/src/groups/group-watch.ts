import { type GroupUse, type GroupUses } from '@ctci/persistence';

/** Looks at how watched groups are used, and tells what has changed since it was told last. */
export class GroupWatch {
  private readonly told = new Map<string, GroupUse>();
  private isLooking = false;

  constructor(
    private readonly uses: GroupUses,
    private readonly tell: (use: GroupUse) => void,
  ) {}

  /** A group that is new, or has a new watcher, is told of again with the next look. */
  begin(groupId: string): void {
    this.told.delete(groupId);
  }

  /** One look at a time: one that lasts for longer than until the next stands for both. */
  async look(groupIds: readonly string[]): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      for (const groupId of this.told.keys()) if (!groupIds.includes(groupId)) this.told.delete(groupId);
      if (groupIds.length === 0) return;
      for (const use of await this.uses.of(groupIds)) this.tellChanged(use);
    } finally {
      this.isLooking = false;
    }
  }

  private tellChanged(use: GroupUse): void {
    const told = this.told.get(use.groupId);
    if (told?.poolSize === use.poolSize && told.inUse === use.inUse) return;
    this.told.set(use.groupId, use);
    this.tell(use);
  }
}
