import { type Group } from '@ctci/contracts';
import { queryOptions } from '@tanstack/react-query';
import { readAll, send } from '../app/api.js';

export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: ({ signal }) => readAll<Group>('/groups', signal),
});

/** A group and its ETag, which a change has to name. */
export const groupQuery = (groupId: string) =>
  queryOptions({
    queryKey: ['group', groupId],
    queryFn: async ({ signal }) => {
      const { body, etag } = await send<Group>('GET', `/groups/${groupId}`, { signal });
      return { group: body, etag };
    },
    refetchInterval: 10_000,
  });

export const numbersKey = (groupId: string) => ['numbers', groupId] as const;
