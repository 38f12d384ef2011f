import { type CallInEvents, type ImportEvents, type SocketRefusal } from '@ctci/contracts';
import { useEffect, useSyncExternalStore } from 'react';
import { io, type Socket } from 'socket.io-client';

type Live = Socket<ImportEvents & CallInEvents, Record<string, (...message: never[]) => void>>;

/** The page's one connection, with the credentials of its cookie; it comes back by itself. */
export const socket: Live = io({ autoConnect: false, reconnectionDelayMax: 2_000 });

/**
 * Asks again for as long as this person has asked too often, which ends with the second.
 *
 * @throws when the connection breaks before the answer, or none comes within 10 s
 */
export async function ask<Answer extends { ok: true }>(name: string, message: object): Promise<Answer | SocketRefusal> {
  for (;;) {
    const answer = (await (socket as Socket).timeout(10_000).emitWithAck(name, message)) as Answer | SocketRefusal;
    if (answer.ok || answer.code !== 'RATE_LIMITED') return answer;
    await new Promise((resolve) => setTimeout(resolve, SECOND_MS));
  }
}

const SECOND_MS = 1_000;

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
