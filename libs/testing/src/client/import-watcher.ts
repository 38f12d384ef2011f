import {
  type Import,
  type ImportEvents,
  type ImportSnapshot,
  type RowError,
  type SocketRefusal,
} from '@ctci/contracts';
import { io, type Socket } from 'socket.io-client';
import { type z } from 'zod';
import { type ApiClient } from './api-client.js';

type Errors = z.infer<typeof RowError>[];
type Socketed = Socket<ImportEvents, Record<string, (...message: never[]) => void>>;
type Event = Parameters<ImportEvents['import:progress' | 'import:row-errors' | 'import:changed']>[0];

/** Connects as a watcher would; rejects with the server's word when it is not let in. */
export async function connect(url: string, apiKey: string): Promise<Socketed> {
  const socket: Socketed = io(url, { auth: { apiKey }, forceNew: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => {
      socket.close();
      reject(error);
    });
  });
  return socket;
}

/** Watches one import by the protocol: a snapshot, then events with the next `seq`; on a gap, a snapshot again. */
export class ImportWatcher {
  import: Import | undefined;
  errors: Errors = [];
  /** Every `seq` that came as an event. */
  readonly seqs: number[] = [];
  snapshots = 0;
  private newest = 0;
  private asking: Promise<void> | undefined;
  private readonly waiting = new Set<() => void>();

  private constructor(
    private readonly client: ApiClient,
    readonly socket: Socketed,
    private readonly importId: string,
  ) {
    socket.on('import:progress', (event) => {
      this.on(event);
    });
    socket.on('import:row-errors', (event) => {
      this.on(event);
    });
    socket.on('import:changed', (event) => {
      this.on(event);
    });
    socket.io.on('reconnect', () => {
      void this.ask();
    });
  }

  static async watch(client: ApiClient, importId: string, socket?: Socketed): Promise<ImportWatcher> {
    const watcher = new ImportWatcher(client, socket ?? (await connect(client.url, client.apiKey)), importId);
    await watcher.ask();
    return watcher;
  }

  /** Resolves as soon as what has been seen satisfies `condition`. */
  async until(condition: (state: Import) => boolean): Promise<Import> {
    for (;;) {
      if (this.import && !this.asking && condition(this.import)) return this.import;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  close(): void {
    this.socket.close();
  }

  private on(event: Event): void {
    if (event.importId !== this.importId) return;
    this.newest = Math.max(this.newest, event.seq);
    if (!this.import || this.asking || event.seq <= this.import.seq) return;
    this.seqs.push(event.seq);
    if (event.seq !== this.import.seq + 1 || event.round !== this.import.round) {
      void this.ask();
      return;
    }
    if ('import' in event) this.import = event.import;
    else if ('errors' in event) {
      this.errors.push(...event.errors);
      this.import = { ...this.import, seq: event.seq };
    } else this.import = { ...this.import, progress: event.progress, counts: event.counts, seq: event.seq };
    this.wake();
  }

  private ask(): Promise<void> {
    this.asking ??= this.askNow().finally(() => {
      this.asking = undefined;
      // Told of something newer while the snapshot was on its way.
      if (this.import && this.newest > this.import.seq) void this.ask();
      this.wake();
    });
    return this.asking;
  }

  private async askNow(): Promise<void> {
    const answer = (await (this.socket as Socket).emitWithAck('import:watch', { importId: this.importId })) as
      ImportSnapshot | SocketRefusal;
    if (!answer.ok) throw new Error(answer.code);
    this.snapshots += 1;
    this.import = answer.import;
    this.errors = answer.nextCursor === null ? answer.errors : await this.client.allRowErrors(this.importId);
  }

  private wake(): void {
    const woken = [...this.waiting];
    this.waiting.clear();
    for (const wake of woken) wake();
  }
}
