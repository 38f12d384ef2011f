import { type CallIn, type CallInsSnapshot } from '@ctci/contracts';
import { useCallback } from 'react';
import { ask, socket } from '../app/socket.js';

type Filters = Readonly<Record<string, string | undefined>>;

/** Call-ins that a filter takes, as they are made or change; asked for again with each new connection. */
export function useCallInNews(filters: Filters) {
  const key = JSON.stringify(filters);
  return useCallback(
    (tell: (items: CallIn[]) => void) => {
      const watch = () => {
        ask<CallInsSnapshot>('call-ins:watch', { filter: JSON.parse(key) as Filters }).catch(() => undefined);
      };
      const hear = ({ items }: { items: CallIn[] }) => {
        tell(items);
      };
      if (socket.connected) watch();
      socket.on('connect', watch).on('call-ins:changed', hear);
      return () => {
        socket.off('connect', watch).off('call-ins:changed', hear);
      };
    },
    [key],
  );
}
