import { type ImportEvents } from '@ctci/contracts';
import { type ImportDocument, type ImportRepository, type RowErrorRepository } from '@ctci/persistence';
import { viewImport } from './import-view.js';

/** One event to everybody who watches an import through this process. */
export type Emit = <Event extends keyof ImportEvents>(
  importId: string,
  event: Event,
  ...message: Parameters<ImportEvents[Event]>
) => void;

/** How far the watchers of an import have been told. */
interface Told {
  seq: number;
  round: number;
  status: ImportDocument['status'];
}

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

  /** Begins to follow an import from this state of it on. */
  follow({ _id, seq, round, status }: ImportDocument): void {
    const importId = _id.toHexString();
    if (!this.told.has(importId)) this.told.set(importId, { seq, round, status });
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
    const before = this.looking.get(importId) ?? Promise.resolve();
    const look = before.then(() => this.lookNow(importId));
    this.looking.set(
      importId,
      look.catch(() => undefined),
    );
    await look;
  }

  private async lookNow(importId: string): Promise<void> {
    const told = this.told.get(importId);
    if (!told) {
      this.looking.delete(importId);
      return;
    }
    const document = await this.imports.get(importId);
    if (!document || document.seq <= told.seq) return;

    if (document.round === told.round) await this.tellSteps(document, told);
    else this.tellChange(document);
    Object.assign(told, { seq: document.seq, round: document.round, status: document.status });
  }

  /**
   * Every `seq` since the last one told becomes an event: a batch of row errors where it numbered one, else the
   * progress, which only ever shows the newest; the last is the whole import where its status has changed.
   */
  private async tellSteps(document: ImportDocument, told: Told): Promise<void> {
    const batches = new Map(
      (await this.rowErrors.since(document, told.seq)).map((batch) => [batch.seq, batch.rowErrors]),
    );
    const importId = document._id.toHexString();
    for (let seq = told.seq + 1; seq <= document.seq; seq += 1) {
      const errors = batches.get(seq);
      const { round, correlationId, progress, counts } = document;
      const event = { importId, round, seq, correlationId };
      if (errors) this.emit(importId, 'import:row-errors', { ...event, errors });
      else if (seq < document.seq || document.status === told.status) {
        this.emit(importId, 'import:progress', { ...event, progress, counts });
      } else this.tellChange(document);
    }
  }

  private tellChange(document: ImportDocument): void {
    const importId = document._id.toHexString();
    const { round, seq, correlationId } = document;
    this.emit(importId, 'import:changed', { importId, round, seq, correlationId, import: viewImport(document) });
  }
}
