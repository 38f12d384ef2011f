import { type CallInChanges, type CallInDocument, type FollowedChanges, type Records } from '@ctci/persistence';
import { Logger } from '@nestjs/common';

/** What one room of watchers is told. */
export interface Watched {
  readonly fits: (callIn: CallInDocument) => boolean;
  readonly tell: (callIns: readonly CallInDocument[]) => void;
}

/**
 * Follows all call-ins while anybody watches some: one change stream a process, whose changes are collected, looked up
 * together at most ten times a second, and told to each room whose filter takes them. Best effort: what is too much,
 * or fails, is left out.
 */
export class CallInWatch {
  private readonly logger = new Logger(CallInWatch.name);
  private readonly watched = new Map<string, Watched>();
  private readonly changed = new Set<string>();
  /** What changes while a first page is read: the page may have missed it. */
  private readonly meanwhile = new Set<Set<string>>();
  private followed: Promise<FollowedChanges> | undefined;
  private nextLook: NodeJS.Timeout | undefined;
  private lookedAt = -LOOK_EVERY_MS;

  constructor(
    private readonly changes: CallInChanges,
    private readonly records: Records,
  ) {}

  /** Begins to tell a room. Whatever changes while its first page is read, is told afterwards. */
  async begin<Page>(room: string, watched: Watched, readPage: () => Promise<Page>): Promise<Page> {
    const changed = new Set<string>();
    this.meanwhile.add(changed);
    try {
      await this.follow();
      const page = await readPage();
      this.watched.set(room, watched);
      for (const callInId of changed) this.note(callInId);
      return page;
    } finally {
      this.meanwhile.delete(changed);
    }
  }

  /** Forgets rooms that are empty, and goes on with the others, should the changes have broken off. */
  async tidy(isWatched: (room: string) => boolean): Promise<void> {
    for (const room of this.watched.keys()) if (!isWatched(room)) this.watched.delete(room);
    if (this.watched.size > 0) await this.follow();
    else if (this.meanwhile.size === 0) await this.close();
  }

  async close(): Promise<void> {
    clearTimeout(this.nextLook);
    this.nextLook = undefined;
    this.changed.clear();
    const { followed } = this;
    this.followed = undefined;
    // Where MongoDB is away, there is nothing left to close.
    await followed?.then((changes) => changes.close()).catch(() => undefined);
  }

  private async follow(): Promise<void> {
    const following = (this.followed ??= this.changes.follow(
      (callInId) => {
        this.note(callInId);
      },
      (error) => {
        this.logger.warn(error, 'call-ins are no longer followed');
        if (this.followed === following) this.followed = undefined;
      },
    ));
    try {
      await following;
    } catch (error) {
      if (this.followed === following) this.followed = undefined;
      throw error;
    }
  }

  private note(callInId: string): void {
    for (const changed of this.meanwhile) changed.add(callInId);
    if (this.changed.size < CHANGED_MAX) this.changed.add(callInId);
    this.lookSoon();
  }

  private lookSoon(): void {
    this.nextLook ??= setTimeout(
      () => {
        void this.look();
      },
      Math.max(0, this.lookedAt + LOOK_EVERY_MS - performance.now()),
    );
  }

  private async look(): Promise<void> {
    this.lookedAt = performance.now();
    const callInIds = [...this.changed].slice(0, LOOK_MAX);
    for (const callInId of callInIds) this.changed.delete(callInId);
    try {
      const callIns = await this.records.some(callInIds);
      for (const { fits, tell } of this.watched.values()) {
        const fitting = callIns.filter(fits);
        if (fitting.length > 0) tell(fitting);
      }
    } catch (error) {
      this.logger.warn(error, 'could not look at changed call-ins');
    }
    this.nextLook = undefined;
    if (this.changed.size > 0) this.lookSoon();
  }
}

const LOOK_EVERY_MS = 100;

/** Call-ins that are looked up at once: 5,000 changes a second are told in full. */
const LOOK_MAX = 500;

/** Call-ins that wait to be looked up. */
const CHANGED_MAX = 5_000;
