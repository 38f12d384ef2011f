import {
  type CallInEvents,
  type GroupSnapshot,
  type GroupUse,
  type SocketRefusal,
  watchGroup,
  type WatchGroup,
} from '@ctci/contracts';
import { GroupUses, type GroupUse as Use } from '@ctci/persistence';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketServer } from '@nestjs/websockets';
import { type Server, type Socket } from 'socket.io';
import { reaches } from '../access/principal.js';
import { Acknowledge } from '../sockets/acknowledge.js';
import { Gateway } from '../sockets/gateway.decorator.js';
import { join, mayJoin } from '../sockets/rooms.js';
import { GroupWatch } from './group-watch.js';

/** Pools live: who watches a group is told how many of its numbers are in use. */
@Gateway()
export class GroupsGateway implements OnApplicationBootstrap, OnModuleDestroy {
  @WebSocketServer()
  private readonly server!: Server<Record<string, never>, CallInEvents>;

  private readonly logger = new Logger(GroupsGateway.name);
  private readonly watch: GroupWatch;
  private clock: NodeJS.Timeout | undefined;

  constructor(
    private readonly uses: GroupUses,
    private readonly acknowledge: Acknowledge,
  ) {
    this.watch = new GroupWatch(uses, (use) => {
      this.server.local.to(`${ROOMS}${use.groupId}`).emit('group:use', view(use));
    });
  }

  onApplicationBootstrap(): void {
    this.clock = setInterval(() => {
      this.watch.look(this.watchedGroups()).catch((error: unknown) => {
        this.logger.warn(error, 'could not look at watched groups');
      });
    }, LOOK_EVERY_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.clock);
  }

  @SubscribeMessage(watchGroup.name)
  watchGroup(@ConnectedSocket() socket: Socket, @MessageBody() body: unknown): Promise<GroupSnapshot | SocketRefusal> {
    return this.acknowledge.execute(socket, watchGroup, body, (asked, caller) =>
      reaches(caller, asked.groupId) ? this.snapshot(socket, asked) : Promise.resolve(NOT_FOUND),
    );
  }

  private async snapshot(socket: Socket, { groupId }: WatchGroup): Promise<GroupSnapshot | SocketRefusal> {
    const room = `${ROOMS}${groupId}`;
    if (!mayJoin(socket, room)) return { ok: false, code: 'TOO_MANY_WATCHES' };
    const [use] = await this.uses.of([groupId]);
    if (!use) return { ok: false, code: 'GROUP_NOT_FOUND' };
    join(socket, room);
    this.watch.begin(groupId);
    return { ok: true, ...view(use) };
  }

  private watchedGroups(): string[] {
    const rooms = [...this.server.sockets.adapter.rooms.keys()];
    return rooms.filter((room) => room.startsWith(ROOMS)).map((room) => room.slice(ROOMS.length));
  }
}

const view = ({ at, ...use }: Use): GroupUse => ({ ...use, at: at.toISOString() });

const NOT_FOUND = { ok: false, code: 'GROUP_NOT_FOUND' } as const;
const ROOMS = 'group:';
const LOOK_EVERY_MS = 1_000;
