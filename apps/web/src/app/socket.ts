import { type CallInEvents, type ImportEvents, type SocketRefusal } from '@ctci/contracts';
import { useEffect, useSyncExternalStore } from 'react';
import { io, type Socket } from 'socket.io-client';

type Live = Socket<ImportEvents & CallInEvents, Record<string, (...message: never[]) => void>>;

/** The page's one connection, with the credentials of its cookie. */
export const socket: Live = io({ autoConnect: false, reconnectionDelayMax: 2_000 });

/**
 * Connects, and again whenever the connection is gone. What the network breaks, the library mends; what the server ends,
 * because this person has other rights now, or refuses for the moment, is asked for again after a second.
 *
 * @returns what ends it
 */
export function keepConnected(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const comeBack = () => {
    timer = setTimeout(() => socket.connect(), SECOND_MS);
  };
  const onRefused = ({ message }: Error) => {
    if (REFUSED_FOR_NOW.has(message)) comeBack();
  };
  const onEnded = (reason: string) => {
    if (reason === 'io server disconnect') comeBack();
  };
  socket.on('connect_error', onRefused).on('disconnect', onEnded).connect();
  return () => {
    clearTimeout(timer);
    socket.off('connect_error', onRefused).off('disconnect', onEnded).disconnect();
  };
}

const REFUSED_FOR_NOW: ReadonlySet<string> = new Set(['RATE_LIMITED', 'DATABASE_UNAVAILABLE', 'INTERNAL_ERROR']);

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
