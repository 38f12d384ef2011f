import { type Socket } from 'socket.io';

/**
 * Lets go of a connection that does not read what it is sent: all of that waits in this process's memory. Whoever is
 * only slow connects again and asks for a snapshot.
 */
export function limitUnread(connection: Socket['conn']): void {
  let unread = 0;
  connection.on('packetCreate', ({ data }: { data?: string | Buffer }) => {
    unread += data?.length ?? 0;
    if (unread > UNREAD_MAX) connection.close(true);
  });
  // What waited has been handed to the transport, which takes the next only when this has left.
  connection.on('drain', () => {
    unread = 0;
  });
}

/** Characters. A snapshot has some 300,000, at the worst five times as many. */
const UNREAD_MAX = 8_000_000;
