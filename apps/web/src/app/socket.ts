import { type CallInEvents, type ImportEvents, type SocketRefusal } from '@ctci/contracts';
import { useEffect, useSyncExternalStore } from 'react';
import { io, type Socket } from 'socket.io-client';

type Live = Socket<ImportEvents & CallInEvents, Record<string, (...message: never[]) => void>>;

/** The page's one connection, with the credentials of its cookie; it comes back by itself. */
export const socket: Live = io({ autoConnect: false, reconnectionDelayMax: 2_000 });

/** @throws when the connection breaks before the answer, or none comes within 10 s */
export async function ask<Answer extends { ok: true }>(name: string, message: object): Promise<Answer | SocketRefusal> {
  return (await (socket as Socket).timeout(10_000).emitWithAck(name, message)) as Answer | SocketRefusal;
}

const subscribe = (changed: () => void) => {
  socket.on('connect', changed).on('disconnect', changed);
  return () => socket.off('connect', changed).off('disconnect', changed);
};

export const useIsLive = (): boolean => useSyncExternalStore(subscribe, () => socket.connected);

/** Calls back at once if there is a connection, and each time that there is one again. */
export function useOnConnect(callback: () => void): void {
  useEffect(() => {
    if (socket.connected) callback();
    socket.on('connect', callback);
    return () => {
      socket.off('connect', callback);
    };
  }, [callback]);
}
