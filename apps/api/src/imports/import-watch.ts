import { type ImportDocument, type ImportRepository, type RowErrorRepository } from '@ctci/persistence';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Emit, tellSince, type Told } from './import-events.js';

/**
 * Follows watched imports in MongoDB and turns what has changed into events, each with the next `seq`. Asked to look
 * by Redis, when there is news, and by the clock, in case the news is lost: what is told comes from MongoDB either way.
 */
export class ImportWatch {
  private readonly told = new Map<string, Told>();
  private readonly looking = new Map<string, Promise<void>>();
  /** Looks that have not begun yet. */
  private readonly due = new Map<string, Promise<void>>();

  constructor(
    private readonly imports: ImportRepository,
    private readonly rowErrors: RowErrorRepository,
    private readonly emit: Emit,
    private readonly watchersOf: (importId: string) => number,
  ) {}

  /**
   * Begins to follow an import from this state of it on.
   *
   * @returns false when its watchers have been told more than this already
   */
  follow(document: ImportDocument): boolean {
    const importId = document._id.toHexString();
    const told = this.told.get(importId);
    if (!told) this.told.set(importId, toldOf(document));
    return !told || told.seq <= document.seq;
  }

  /** Looks at all followed imports that have changed, and forgets those that nobody watches any more. */
  async lookAtAll(): Promise<void> {
    for (const importId of this.told.keys()) if (this.watchersOf(importId) === 0) this.told.delete(importId);
    if (this.told.size === 0) return;

    const known = new Map([...this.told].map(([importId, { seq }]) => [importId, seq]));
    const changed = await this.imports.changedSince(known);
    await Promise.all(changed.map((importId) => this.look(importId)));
  }

  /**
   * Tells the watchers of one import what they do not know yet. One look at a time, so that events keep their order. The
   * more there are to tell, the longer it waits for more to tell: a thousand deliveries take from the import itself.
   */
  async look(importId: string): Promise<void> {
    if (!this.told.has(importId)) return;
    const due = this.due.get(importId) ?? this.lookLater(importId);
    this.due.set(importId, due);
    await due;
  }

  private async lookLater(importId: string): Promise<void> {
    await sleep(Math.min(WAIT_MAX_MS, this.watchersOf(importId) * WAIT_MS));
    await this.looking.get(importId);
    this.due.delete(importId);
    const look = this.lookNow(importId);
    const ended = look.then(forget, forget);
    this.looking.set(importId, ended);
    await look.finally(() => {
      if (this.looking.get(importId) === ended) this.looking.delete(importId);
    });
  }

  private async lookNow(importId: string): Promise<void> {
    const told = this.told.get(importId);
    const document = told && (await this.imports.get(importId));
    if (!document || document.seq <= told.seq) return;

    const isSameRound = document.round === told.round;
    tellSince(told, document, isSameRound ? await this.rowErrors.since(document, told.seq) : [], this.emit);
    Object.assign(told, toldOf(document));
  }
}

const forget = () => undefined;

/** For each watcher. */
const WAIT_MS = 0.1;
const WAIT_MAX_MS = 100;

const toldOf = ({ seq, round, status, undoneAt }: ImportDocument): Told => ({
  ...{ seq, round, status },
  ...(undoneAt && { undoneAt }),
});
