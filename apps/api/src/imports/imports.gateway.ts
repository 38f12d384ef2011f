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
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
} from '@nestjs/websockets';
import { type Server, type Socket } from 'socket.io';
import { Authenticate } from '../access/authenticate.js';
import { mayDo, type Principal } from '../access/principal.js';
import { isDatabaseAway } from '../http/database-away.js';
import { toCursor } from '../http/page.js';
import { ImportNewsListener } from './import-news.js';
import { viewImport } from './import-view.js';
import { ImportWatch } from './import-watch.js';
import { limitUnread } from './limit-unread.js';

/** Live progress: who watches an import is told of its every step. */
@WebSocketGateway({ maxHttpBufferSize: 16_384, serveClient: false })
export class ImportsGateway implements OnGatewayInit<Server>, OnApplicationBootstrap, OnModuleDestroy {
  @WebSocketServer()
  private readonly server!: Server<Record<string, never>, ImportEvents>;

  private readonly logger = new Logger(ImportsGateway.name);
  private readonly watch: ImportWatch;
  /** Snapshots that a socket waits for. */
  private readonly asking = new WeakMap<Socket, number>();
  private clock: NodeJS.Timeout | undefined;

  constructor(
    private readonly imports: ImportRepository,
    private readonly rowErrors: RowErrorRepository,
    private readonly authenticate: Authenticate,
    private readonly news: ImportNewsListener,
  ) {
    this.watch = new ImportWatch(imports, rowErrors, (importId, event, ...message) => {
      this.server.local.to(room(importId)).emit(event, ...message);
      if ('import' in message[0]) this.logChange(message[0].import, message[0].correlationId);
    });
  }

  /** Nobody gets a socket without the credentials that HTTP asks for. */
  afterInit(server: Server): void {
    server.engine.on('connection', limitUnread);
    server.use((socket, next) => {
      void this.admit(socket).then((refusal) => {
        next(refusal);
        // Only after the refusal has been sent. A connection that stayed could ask again without end.
        if (refusal) {
          setImmediate(() => {
            socket.conn.close();
          });
        }
      });
    });
  }

  onApplicationBootstrap(): void {
    this.news.listen((importId) => {
      this.later(this.watch.look(importId));
    });
    this.clock = setInterval(() => {
      this.later(this.watch.lookAtAll((importId) => this.isWatched(importId)));
    }, LOOK_EVERY_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.clock);
  }

  @SubscribeMessage(watchImport.name)
  async watchImport(
    @ConnectedSocket() socket: Socket,
    @MessageBody() body: unknown,
  ): Promise<ImportSnapshot | SocketRefusal> {
    const { principal } = socket.data as SocketData;
    if (!principal || !mayDo(principal, watchImport.allow)) return { ok: false, code: 'FORBIDDEN' };
    const asked = watchImport.payload.safeParse(body);
    if (!asked.success) return { ok: false, code: 'VALIDATION_FAILED' };
    if (this.watchesTooMany(socket, asked.data.importId)) return { ok: false, code: 'TOO_MANY_WATCHES' };
    this.asking.set(socket, this.askedBy(socket) + 1);
    try {
      return await this.snapshot(socket, asked.data);
    } catch (error) {
      if (isDatabaseAway(error)) return { ok: false, code: 'DATABASE_UNAVAILABLE' };
      this.logger.error(error);
      return { ok: false, code: 'INTERNAL_ERROR' };
    } finally {
      this.asking.set(socket, this.askedBy(socket) - 1);
    }
  }

  private async snapshot(socket: Socket, { importId, lastSeq }: WatchImport): Promise<ImportSnapshot | SocketRefusal> {
    for (;;) {
      const document = await this.imports.get(importId);
      if (!document) return { ok: false, code: 'IMPORT_NOT_FOUND' };

      const isCurrent = lastSeq === document.seq;
      const { items, next } = await this.rowErrors.list(document, { limit: isCurrent ? 0 : SNAPSHOT_ERRORS });
      // From here on without a pause, so that the answer leaves before the first event that follows it.
      if (!this.watch.follow(document)) continue; // others have been told more meanwhile
      void socket.join(room(importId));
      const nextCursor = isCurrent ? null : next && toCursor({ ...next, round: document.round });
      return { ok: true, import: viewImport(document), errors: items, nextCursor };
    }
  }

  /** What is watched already may be asked for again: a gap makes a watcher do so. */
  private watchesTooMany(socket: Socket, importId: string): boolean {
    const isFull = socket.rooms.size > WATCHES_MAX && !socket.rooms.has(room(importId)); // its own room is one of them
    return isFull || this.askedBy(socket) >= WATCHES_MAX;
  }

  private askedBy(socket: Socket): number {
    return this.asking.get(socket) ?? 0;
  }

  /** @returns why not, if not */
  private async admit(socket: Socket): Promise<Error | undefined> {
    const { auth, headers } = socket.handshake;
    try {
      const principal = await this.authenticate.byApiKey(auth.apiKey ?? headers['x-api-key']);
      (socket.data as SocketData).principal = principal;
      return principal ? undefined : new Error('UNAUTHENTICATED');
    } catch (error) {
      if (isDatabaseAway(error)) return new Error('DATABASE_UNAVAILABLE');
      this.logger.error(error);
      return new Error('INTERNAL_ERROR');
    }
  }

  /** The last line of what began with the upload's request. */
  private logChange({ id, status, seq }: Import, correlationId: string): void {
    withCorrelationId(correlationId, () => {
      this.logger.log({ msg: 'watchers told', importId: id, status, seq });
    });
  }

  private isWatched(importId: string): boolean {
    return this.server.sockets.adapter.rooms.has(room(importId));
  }

  /** A look that fails is made again within a second. */
  private later(look: Promise<void>): void {
    look.catch((error: unknown) => {
      this.logger.warn(error, 'could not look at a watched import');
    });
  }
}

interface SocketData {
  principal: Principal | null;
}

const room = (importId: string) => `import:${importId}`;

const LOOK_EVERY_MS = 1_000;
const SNAPSHOT_ERRORS = 1_000;
const WATCHES_MAX = 100;
