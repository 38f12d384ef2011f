import { type ApiKey, type User } from '@ctci/contracts';
import { queryOptions } from '@tanstack/react-query';
import { readAll } from '../app/api.js';

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => readAll<User>('/users', signal),
});

export const keysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => readAll<ApiKey>('/api-keys', signal),
});
