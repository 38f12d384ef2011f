import {
  type Import,
  type ImportEvents,
  type ImportSnapshot,
  type SocketRefusal,
  watchImport,
  type WatchImport,
} from '@ctci/contracts';
import { ImportRepository, RowErrorRepository } from '@ctci/persistence';
import { withCorrelationId } from '@ctci/platform';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketServer } from '@nestjs/websockets';
import { type Server, type Socket } from 'socket.io';
import { type Principal, reaches } from '../access/principal.js';
import { toCursor } from '../http/page.js';
import { Acknowledge } from '../sockets/acknowledge.js';
import { Gateway } from '../sockets/gateway.decorator.js';
import { join, mayJoin, watchersIn } from '../sockets/rooms.js';
import { ImportNewsListener } from './import-news.js';
import { viewImport } from './import-view.js';
import { ImportWatch } from './import-watch.js';

/** Live progress: who watches an import is told of its every step. */
@Gateway()
export class ImportsGateway implements OnApplicationBootstrap, OnModuleDestroy {
  @WebSocketServer()
  private readonly server!: Server<Record<string, never>, ImportEvents>;

  private readonly logger = new Logger(ImportsGateway.name);
  private readonly watch: ImportWatch;
  private readonly heard = new Set<string>();
  private clock: NodeJS.Timeout | undefined;

  constructor(
    private readonly imports: ImportRepository,
    private readonly rowErrors: RowErrorRepository,
    private readonly news: ImportNewsListener,
    private readonly acknowledge: Acknowledge,
  ) {
    this.watch = new ImportWatch(imports, rowErrors, (importId, event, ...message) => {
      this.server.local.to(room(importId)).emit(event, ...message);
      if ('import' in message[0]) this.logChange(message[0].import, message[0].correlationId);
    });
  }

  onApplicationBootstrap(): void {
    this.news.listen((importId) => {
      this.hear(importId);
    });
    this.clock = setInterval(() => {
      this.later(this.watch.lookAtAll((importId) => watchersIn(this.server, room(importId)) > 0));
    }, LOOK_EVERY_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.clock);
  }

  @SubscribeMessage(watchImport.name)
  watchImport(
    @ConnectedSocket() socket: Socket,
    @MessageBody() body: unknown,
  ): Promise<ImportSnapshot | SocketRefusal> {
    return this.acknowledge.execute(socket, watchImport, body, (asked, caller) => this.snapshot(socket, asked, caller));
  }

  private async snapshot(
    socket: Socket,
    { importId, lastSeq }: WatchImport,
    caller: Principal,
  ): Promise<ImportSnapshot | SocketRefusal> {
    if (!mayJoin(socket, room(importId))) return { ok: false, code: 'TOO_MANY_WATCHES' };
    for (;;) {
      const document = await this.imports.get(importId);
      if (!document || !reaches(caller, document.groupId)) return { ok: false, code: 'IMPORT_NOT_FOUND' };

      const isCurrent = lastSeq === document.seq;
      const { items, next } = await this.rowErrors.list(document, { limit: isCurrent ? 0 : SNAPSHOT_ERRORS });
      // From here on without a pause, so that the answer leaves before the first event that follows it.
      if (!this.watch.follow(document)) continue; // others have been told more meanwhile
      join(socket, room(importId));
      const nextCursor = isCurrent ? null : next && toCursor({ ...next, round: document.round });
      return { ok: true, import: viewImport(document), errors: items, nextCursor };
    }
  }

  /**
   * The more there are to be told, the longer news is joined: telling a thousand takes some 30 ms of a core, which the
   * import and the database would have to wait for at each of its steps.
   */
  private hear(importId: string): void {
    if (this.heard.has(importId)) return;
    this.heard.add(importId);
    const joinedMs = Math.min(JOINED_MAX_MS, watchersIn(this.server, room(importId)) * JOINED_MS_PER_WATCHER);
    setTimeout(() => {
      this.heard.delete(importId);
      this.later(this.watch.look(importId));
    }, joinedMs);
  }

  /** The last line of what began with the upload's request. */
  private logChange({ id, status, seq }: Import, correlationId: string): void {
    withCorrelationId(correlationId, () => {
      this.logger.log({ msg: 'watchers told', importId: id, status, seq });
    });
  }

  /** A look that fails is made again within a second. */
  private later(look: Promise<void>): void {
    look.catch((error: unknown) => {
      this.logger.warn(error, 'could not look at a watched import');
    });
  }
}

const room = (importId: string) => `import:${importId}`;

const LOOK_EVERY_MS = 1_000;
const JOINED_MS_PER_WATCHER = 0.15;
const JOINED_MAX_MS = 150;
const SNAPSHOT_ERRORS = 1_000;
