import { type ImportDocument, type ImportRepository, type RowErrorRepository } from '@ctci/persistence';
import { type Emit, tellSince, type Told } from './import-events.js';

/**
 * Follows watched imports in MongoDB and turns what has changed into events, each with the next `seq`. Asked to look
 * by Redis, when there is news, and by the clock, in case the news is lost: what is told comes from MongoDB either way.
 */
export class ImportWatch {
  private readonly told = new Map<string, Told>();
  private readonly looking = new Map<string, Promise<void>>();

  constructor(
    private readonly imports: ImportRepository,
    private readonly rowErrors: RowErrorRepository,
    private readonly emit: Emit,
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
  async lookAtAll(isWatched: (importId: string) => boolean): Promise<void> {
    for (const importId of this.told.keys()) if (!isWatched(importId)) this.told.delete(importId);
    if (this.told.size === 0) return;

    const known = new Map([...this.told].map(([importId, { seq }]) => [importId, seq]));
    const changed = await this.imports.changedSince(known);
    await Promise.all(changed.map((importId) => this.look(importId)));
  }

  /** Tells the watchers of one import what they do not know yet. One look at a time, so that events keep their order. */
  async look(importId: string): Promise<void> {
    if (!this.told.has(importId)) return;
    const look = (this.looking.get(importId) ?? Promise.resolve()).then(() => this.lookNow(importId));
    const ended = look
      .catch(() => undefined)
      .then(() => {
        if (this.looking.get(importId) === ended) this.looking.delete(importId);
      });
    this.looking.set(importId, ended);
    await look;
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

const toldOf = ({ seq, round, status, undoneAt }: ImportDocument): Told => ({
  ...{ seq, round, status },
  ...(undoneAt && { undoneAt }),
});
