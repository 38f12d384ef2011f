import { type Group, type GroupSnapshot, type GroupUse } from '@ctci/contracts';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { ask, socket, useOnConnect } from '../app/socket.js';

/** How a pool was used at one moment. */
export interface UsePoint {
  readonly at: number;
  readonly inUse: number;
  readonly poolSize: number;
}

const POINTS_MAX = 1_000;

/** Outlives the overview page: who looks elsewhere and comes back sees the curve go on. */
const points = new Map<string, readonly UsePoint[]>();
const listeners = new Set<() => void>();

function add({ groupId, at, inUse, poolSize }: GroupUse): void {
  const before = points.get(groupId) ?? [];
  points.set(groupId, [...before.slice(1 - POINTS_MAX), { at: Date.parse(at), inUse, poolSize }]);
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

const NONE: readonly UsePoint[] = [];

export const useHistory = (groupId: string): readonly UsePoint[] =>
  useSyncExternalStore(subscribe, () => points.get(groupId) ?? NONE);

/** Watches these groups for as long as the page is shown. */
export function useWatchedGroups(groups: readonly Pick<Group, 'id'>[]): void {
  const ids = groups.map(({ id }) => id).join(' ');
  useOnConnect(
    useCallback(() => {
      for (const groupId of ids.split(' ').filter(Boolean)) {
        ask<GroupSnapshot>('group:watch', { groupId }).then(
          (answer) => {
            if (answer.ok) add(answer);
          },
          () => undefined, // Asked again with the next connection.
        );
      }
    }, [ids]),
  );
  useEffect(() => {
    socket.on('group:use', add);
    return () => {
      socket.off('group:use', add);
    };
  }, []);
}
