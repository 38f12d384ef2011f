import { type GroupSnapshot, type GroupUse } from '@ctci/contracts';
import { useCallback, useEffect, useState } from 'react';
import { ask, socket, useOnConnect } from '../app/socket.js';

/** How a group's pool is used, live; null until it is known. */
export function useGroupUse(groupId: string): GroupUse | null {
  const [use, setUse] = useState<GroupUse | null>(null);
  useOnConnect(
    useCallback(() => {
      ask<GroupSnapshot>('group:watch', { groupId }).then(
        (answer) => {
          if (answer.ok) setUse(answer);
        },
        () => undefined, // The connection broke: asked again when it is back.
      );
    }, [groupId]),
  );
  useEffect(() => {
    const on = (told: GroupUse) => {
      if (told.groupId === groupId) setUse(told);
    };
    socket.on('group:use', on);
    return () => {
      socket.off('group:use', on);
    };
  }, [groupId]);
  return use?.groupId === groupId ? use : null;
}
