import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type OnGatewayInit, WebSocketServer } from '@nestjs/websockets';
import { isDeepStrictEqual } from 'node:util';
import { type Server, type Socket } from 'socket.io';
import { Authenticate } from '../access/authenticate.js';
import { type Credential, credentialOf } from '../access/credential.js';
import { OwnOrigin } from '../access/own-origin.js';
import { type Principal } from '../access/principal.js';
import { isDatabaseAway } from '../http/database-away.js';
import { ProblemError } from '../http/problem-error.js';
import { RateLimits } from '../limits/rate-limits.js';
import { ClientAddress } from './client-address.js';
import { Gateway } from './gateway.decorator.js';
import { limitUnread } from './limit-unread.js';

/**
 * Nobody gets a socket without the credentials that HTTP asks for, whichever gateway serves them then; and nobody keeps
 * one for longer than about two seconds once the credentials have ended or give other rights.
 */
@Gateway()
export class AdmissionGateway implements OnGatewayInit<Server>, OnApplicationBootstrap, OnModuleDestroy {
  @WebSocketServer()
  private readonly server!: Server;

  private readonly logger = new Logger(AdmissionGateway.name);
  private clock: NodeJS.Timeout | undefined;
  private isLooking = false;

  constructor(
    private readonly authenticate: Authenticate,
    private readonly own: OwnOrigin,
    private readonly addresses: ClientAddress,
    private readonly limits: RateLimits,
  ) {}

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
    this.clock = setInterval(() => {
      this.lookAgain().catch((error: unknown) => {
        this.logger.warn(error, 'could not look whether sockets may stay');
      });
    }, LOOK_EVERY_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.clock);
  }

  /** @returns why not, if not */
  private async admit(socket: Socket): Promise<Error | undefined> {
    const { auth, headers } = socket.handshake;
    const credential = credentialOf(headers, (auth.apiKey as unknown) ?? headers['x-api-key']);
    try {
      const principal = await this.authenticate.by(credential, this.addresses.of(socket.request));
      if (!credential || !principal) return new Error('UNAUTHENTICATED');
      if (credential.kind === 'session' && !this.own.hasSent(headers)) return new Error('CROSS_ORIGIN');
      if (this.limits.take(principal) !== null) return new Error('RATE_LIMITED');
      socket.data = { credential, principal } satisfies SocketData;
      return undefined;
    } catch (error) {
      if (isDatabaseAway(error)) return new Error('DATABASE_UNAVAILABLE');
      if (error instanceof ProblemError) return new Error(error.code);
      this.logger.error(error);
      return new Error('INTERNAL_ERROR');
    }
  }

  /** One look at a time. Whoever has other rights now is let go, and comes back with those. */
  private async lookAgain(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      const sockets = [...this.server.sockets.sockets.values()];
      const bySecret = Map.groupBy(sockets, (socket) => (socket.data as SocketData).credential.secret);
      for (const shared of bySecret.values()) await this.lookAt(shared);
    } finally {
      this.isLooking = false;
    }
  }

  /** @param sockets which share a credential */
  private async lookAt(sockets: readonly Socket[]): Promise<void> {
    const [first] = sockets;
    if (!first) return;
    const principal = await this.authenticate.again((first.data as SocketData).credential);
    for (const socket of sockets) {
      if (!isDeepStrictEqual(principal, principalOf(socket))) socket.disconnect(true);
    }
  }
}

interface SocketData {
  readonly credential: Credential;
  readonly principal: Principal;
}

/** Who has been let in by this socket. */
export const principalOf = (socket: Socket): Principal | null => (socket.data as Partial<SocketData>).principal ?? null;

const LOOK_EVERY_MS = 1_000;
