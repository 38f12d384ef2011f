import { type Server, type Socket } from 'socket.io';

/** Things that one socket may watch at once. */
export const WATCHES_MAX = 100;

/** What is watched already may be asked for again: a gap makes a watcher do so. */
export function mayJoin(socket: Socket, room: string): boolean {
  return socket.rooms.size <= WATCHES_MAX || socket.rooms.has(room); // its own room is one of them
}

/** From here on its watcher is told. One that has gone meanwhile would never leave again. */
export function join(socket: Socket, room: string): void {
  if (socket.connected) void socket.join(room);
}

/** How many are in a room, of those who are connected to this process. */
export const watchersIn = ({ sockets }: Pick<Server, 'sockets'>, room: string): number =>
  sockets.adapter.rooms.get(room)?.size ?? 0;
