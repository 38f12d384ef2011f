import { Logger } from '@nestjs/common';
import { type OnGatewayInit } from '@nestjs/websockets';
import { type Server, type Socket } from 'socket.io';
import { Authenticate } from '../access/authenticate.js';
import { type Principal } from '../access/principal.js';
import { isDatabaseAway } from '../http/database-away.js';
import { Gateway } from './gateway.decorator.js';
import { limitUnread } from './limit-unread.js';

/** Nobody gets a socket without the credentials that HTTP asks for, whichever gateway serves them then. */
@Gateway()
export class AdmissionGateway implements OnGatewayInit<Server> {
  private readonly logger = new Logger(AdmissionGateway.name);

  constructor(private readonly authenticate: Authenticate) {}

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
}

interface SocketData {
  principal: Principal | null;
}

/** Who has been let in by this socket. */
export const principalOf = (socket: Socket): Principal | null => (socket.data as SocketData).principal;
