import { type PoolNumber } from '@ctci/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { CHANGED_SINCE, send } from '../app/api.js';
import { unique } from '../app/unique.js';

/**
 * The ETag of a number as it was shown when this began, as soon as it is known; one that fits nothing where the number
 * has been changed since it was read. Asking for it throws Refusal or Unreachable.
 */
export function useVersion(path: string, { description }: PoolNumber): () => Promise<string> {
  const client = useQueryClient();
  const [query] = useState(() => ({
    queryKey: ['number', path, unique()],
    queryFn: async ({ signal }: { readonly signal: AbortSignal }) => {
      const { body, etag } = await send<PoolNumber>('GET', path, { signal });
      return body.description === description && etag ? etag : CHANGED_SINCE;
    },
    staleTime: Infinity,
    gcTime: 0,
  }));
  useQuery(query);
  return () => client.query(query);
}
