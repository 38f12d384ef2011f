import { type ImportEvents, type ImportSnapshot, type SocketRefusal, WatchImport } from '@ctci/contracts';
import { ImportRepository, RowErrorRepository } from '@ctci/persistence';
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
import { mayDo } from '../access/principal.js';
import { toCursor } from '../http/page.js';
import { ImportNewsListener } from './import-news.js';
import { viewImport } from './import-view.js';
import { ImportWatch } from './import-watch.js';

/** Live progress: who watches an import is told of its every step. */
@WebSocketGateway({ maxHttpBufferSize: 16_384, serveClient: false })
export class ImportsGateway implements OnGatewayInit<Server>, OnApplicationBootstrap, OnModuleDestroy {
  @WebSocketServer()
  private readonly server!: Server<Record<string, never>, ImportEvents>;

  private readonly logger = new Logger(ImportsGateway.name);
  private readonly watch: ImportWatch;
  private clock: NodeJS.Timeout | undefined;

  constructor(
    private readonly imports: ImportRepository,
    private readonly rowErrors: RowErrorRepository,
    private readonly authenticate: Authenticate,
    private readonly news: ImportNewsListener,
  ) {
    this.watch = new ImportWatch(imports, rowErrors, (importId, event, ...message) => {
      this.server.local.to(room(importId)).emit(event, ...message);
    });
  }

  /** Nobody gets a socket without the credentials that HTTP asks for. */
  afterInit(server: Server): void {
    server.use((socket, next) => {
      this.admit(socket).then(next, () => {
        next(new Error('DATABASE_UNAVAILABLE'));
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

  /** Joins before it reads: what changes in between is told twice rather than not at all, and `seq` tells it apart. */
  @SubscribeMessage('import:watch')
  async watchImport(
    @ConnectedSocket() socket: Socket,
    @MessageBody() body: unknown,
  ): Promise<ImportSnapshot | SocketRefusal> {
    const asked = WatchImport.safeParse(body);
    if (!asked.success) return { ok: false, code: 'VALIDATION_FAILED' };
    if (socket.rooms.size > WATCHES_MAX) return { ok: false, code: 'TOO_MANY_WATCHES' };
    try {
      return await this.snapshot(socket, asked.data);
    } catch (error) {
      this.logger.error(error);
      return { ok: false, code: 'INTERNAL_ERROR' };
    }
  }

  private async snapshot(socket: Socket, { importId, lastSeq }: WatchImport): Promise<ImportSnapshot | SocketRefusal> {
    await socket.join(room(importId));
    const document = await this.imports.get(importId);
    if (!document) {
      await socket.leave(room(importId));
      return { ok: false, code: 'IMPORT_NOT_FOUND' };
    }
    this.watch.follow(document);
    const limit = lastSeq === document.seq ? 0 : SNAPSHOT_ERRORS;
    const { items, next } = await this.rowErrors.list(document, { limit });
    const nextCursor = next && toCursor({ ...next, round: document.round });
    return { ok: true, import: viewImport(document), errors: items, nextCursor };
  }

  private async admit(socket: Socket): Promise<Error | undefined> {
    const { auth, headers } = socket.handshake;
    const principal = await this.authenticate.byApiKey(auth.apiKey ?? headers['x-api-key']);
    if (!principal) return new Error('UNAUTHENTICATED');
    return mayDo(principal, 'read') ? undefined : new Error('FORBIDDEN');
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

const room = (importId: string) => `import:${importId}`;

const LOOK_EVERY_MS = 1_000;
const SNAPSHOT_ERRORS = 1_000;
const WATCHES_MAX = 100;
