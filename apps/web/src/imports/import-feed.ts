import { type Import, type ImportEvents, type ImportSnapshot } from '@ctci/contracts';
import { Refusal } from '../app/api.js';
import { ask, socket } from '../app/socket.js';
import { readFindings, readImport, type RowFinding } from './queries.js';

/** An import as far as it is known. */
export interface ImportSeen {
  readonly import: Import | null;
  /** Row errors and warnings of the present round, in file order. */
  readonly findings: readonly RowFinding[];
  readonly error: Error | null;
}

type Event = Parameters<ImportEvents['import:progress' | 'import:row-errors' | 'import:changed']>[0];

/**
 * Follows one import by its `seq`: a snapshot, then each event in turn; on a gap, a new round or a new connection a
 * snapshot again. While no connection tells it reads over HTTP. What it shows is at any time what the API says.
 */
export class ImportFeed {
  private seen: ImportSeen = { import: null, findings: [], error: null };
  private newest = 0;
  /** The connection that has been asked to tell; each is asked once more. */
  private askedBy: string | undefined;
  /** The connection that tells. */
  private watchedBy: string | undefined;
  private asking: Promise<void> | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly importId: string) {}

  readonly current = (): ImportSeen => this.seen;

  /** Follows for as long as anybody listens. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.start();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  };

  /** Looks again, now; for whoever has just changed it. */
  readonly look = (): Promise<void> => {
    this.asking ??= this.read()
      .catch((error: unknown) => {
        this.show({ ...this.seen, error: error as Error });
      })
      .finally(() => {
        this.asking = null;
        // Told of something newer, or connected, while the snapshot was on its way.
        const isBehind = this.seen.import !== null && this.newest > this.seen.import.seq;
        if (this.listeners.size > 0 && socket.connected && (isBehind || this.askedBy !== socket.id)) void this.look();
      });
    return this.asking;
  };

  private start(): void {
    socket.on('connect', this.onConnect);
    for (const name of EVENTS) socket.on(name, this.onEvent);
    this.timer = setInterval(() => {
      if (!this.isTold() && !isFinal(this.seen.error)) void this.look();
    }, LOOK_EVERY_MS);
    void this.look();
  }

  private stop(): void {
    socket.off('connect', this.onConnect);
    for (const name of EVENTS) socket.off(name, this.onEvent);
    clearInterval(this.timer);
  }

  private readonly onConnect = (): void => void this.look();

  private readonly onEvent = (event: Event): void => {
    if (event.importId !== this.importId) return;
    this.newest = Math.max(this.newest, event.seq);
    const { import: one, findings } = this.seen;
    if (!one || this.asking || event.seq <= one.seq) return;
    if (event.seq !== one.seq + 1 || event.round !== one.round) return void this.look();
    if ('import' in event) this.show({ ...this.seen, import: event.import });
    else if ('errors' in event) {
      // Rows come in file order, and a list that was read page by page may be ahead of its import.
      const last = findings.at(-1)?.line ?? 0;
      const found = event.errors.filter(({ line }) => line > last);
      this.show({ ...this.seen, import: { ...one, seq: event.seq }, findings: [...findings, ...found] });
    } else {
      const { progress, counts, seq } = event;
      this.show({ ...this.seen, import: { ...one, progress, counts, seq } });
    }
  };

  private async read(): Promise<void> {
    if (!socket.connected) return this.readByHttp();
    const { id } = socket;
    this.askedBy = id;
    this.watchedBy = undefined;
    const answer = await ask<ImportSnapshot>('import:watch', { importId: this.importId });
    if (!answer.ok) return this.readByHttp();
    this.watchedBy = id;
    const { import: one, errors, nextCursor } = answer;
    this.show({ import: one, findings: nextCursor === null ? errors : await readFindings(this.importId), error: null });
  }

  private async readByHttp(): Promise<void> {
    const one = await readImport(this.importId);
    const isSame = one.seq === this.seen.import?.seq;
    this.show({
      import: one,
      findings: isSame ? this.seen.findings : await readFindings(this.importId),
      error: null,
    });
  }

  private isTold(): boolean {
    return socket.connected && this.watchedBy === socket.id && this.seen.error === null;
  }

  private show(seen: ImportSeen): void {
    this.seen = seen;
    for (const listener of this.listeners) listener();
  }
}

/** There is no such import, or it is not for this person: that will not change. */
const isFinal = (error: Error | null): boolean => error instanceof Refusal && error.status < 429;

const EVENTS = ['import:progress', 'import:row-errors', 'import:changed'] as const;
const LOOK_EVERY_MS = 1_500;
