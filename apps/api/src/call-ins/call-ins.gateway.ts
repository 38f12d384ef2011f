import {
  type CallInEvents,
  type CallInsSnapshot,
  type SocketRefusal,
  watchCallIns,
  type WatchCallIns,
} from '@ctci/contracts';
import { CallInChanges, Records } from '@ctci/persistence';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketServer } from '@nestjs/websockets';
import { type Server, type Socket } from 'socket.io';
import { type Principal } from '../access/principal.js';
import { Acknowledge } from '../sockets/acknowledge.js';
import { Gateway } from '../sockets/gateway.decorator.js';
import { join, mayJoin, watchersIn } from '../sockets/rooms.js';
import { callInPage } from './call-in-page.js';
import { seesPersonal, viewCallIn } from './call-in-view.js';
import { CallInWatch, type Watched } from './call-in-watch.js';
import { fitsFilter } from './fits-filter.js';
import { RecordFilter } from './record-filter.js';

/** Call-ins live: who watches those of a filter is told as they are made, matched, cancelled, expired. */
@Gateway()
export class CallInsGateway implements OnApplicationBootstrap, OnModuleDestroy {
  @WebSocketServer()
  private readonly server!: Server<Record<string, never>, CallInEvents>;

  private readonly logger = new Logger(CallInsGateway.name);
  private readonly watch: CallInWatch;
  private clock: NodeJS.Timeout | undefined;

  constructor(
    private readonly records: Records,
    private readonly filter: RecordFilter,
    private readonly acknowledge: Acknowledge,
    changes: CallInChanges,
  ) {
    this.watch = new CallInWatch(changes, records);
  }

  onApplicationBootstrap(): void {
    this.clock = setInterval(() => {
      this.watch
        .tidy((room) => watchersIn(this.server, room) > 0)
        .catch((error: unknown) => {
          this.logger.warn(error, 'could not follow call-ins');
        });
    }, TIDY_EVERY_MS);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.clock);
    await this.watch.close();
  }

  @SubscribeMessage(watchCallIns.name)
  watchCallIns(
    @ConnectedSocket() socket: Socket,
    @MessageBody() body: unknown,
  ): Promise<CallInsSnapshot | SocketRefusal> {
    return this.acknowledge.execute(socket, watchCallIns, body, ({ filter }, caller) =>
      this.snapshot(socket, filter, caller),
    );
  }

  /** Sockets that ask for the same share a room, so that what they are told is put into words once. */
  private async snapshot(
    socket: Socket,
    asked: WatchCallIns['filter'],
    caller: Principal,
  ): Promise<CallInsSnapshot | SocketRefusal> {
    const isPersonal = seesPersonal(caller);
    const filter = await this.filter.ofCallIns(asked, caller);
    const room = `${ROOMS}${JSON.stringify([filter, isPersonal])}`;
    if (!mayJoin(socket, room)) return { ok: false, code: 'TOO_MANY_WATCHES' };
    if (!filter) {
      leaveFilter(socket);
      return { ok: true, items: [], nextCursor: null };
    }
    const watched: Watched = {
      fits: (callIn) => fitsFilter(callIn, filter),
      tell: (callIns) => {
        const items = callIns.map((callIn) => viewCallIn(callIn, isPersonal));
        this.server.local.to(room).emit('call-ins:changed', { items });
      },
    };
    const page = await this.watch.begin(room, watched, () => this.records.list({ ...filter, limit: PAGE + 1 }));
    // From here on without a pause, so that the answer leaves before the first event that follows it.
    leaveFilter(socket);
    join(socket, room);
    return { ok: true, ...callInPage(page, PAGE, isPersonal) };
  }
}

function leaveFilter(socket: Socket): void {
  for (const room of socket.rooms) if (room.startsWith(ROOMS)) void socket.leave(room);
}

const ROOMS = 'call-ins:';
const PAGE = 50;
const TIDY_EVERY_MS = 1_000;
