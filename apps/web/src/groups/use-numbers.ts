import { type PoolNumber } from '@ctci/contracts';
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { type Page, query, read } from '../app/api.js';
import { numbersKey } from './queries.js';

export interface NumbersFilter {
  readonly q: string;
  readonly state: string | null;
}

type Pages = InfiniteData<Page<PoolNumber>, string | null>;

/** The first page is small, so that it is there at once; the others follow by themselves, none waits to be scrolled to. */
const FIRST_PAGE = 100;
const PAGE = 1_000;
const REFRESH_MS = 2_000;

/** All numbers of a group that fit, in order of their digits; the states of those in sight are read again as they change. */
export function useNumbers(groupId: string, { q, state }: NumbersFilter) {
  const client = useQueryClient();
  const queryKey = useMemo(() => [...numbersKey(groupId), q, state], [groupId, q, state]);
  const fetchPage = useCallback(
    (cursor: string | null, signal?: AbortSignal) =>
      read<Page<PoolNumber>>(
        `/groups/${groupId}/numbers${query({ q, state, cursor, limit: cursor === null ? FIRST_PAGE : PAGE })}`,
        signal,
      ),
    [groupId, q, state],
  );
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 30_000,
    placeholderData: (before, beforeQuery) => (beforeQuery?.queryKey[1] === groupId ? before : undefined),
  });
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage, pages.data]);

  const rows = useMemo(() => distinct(pages.data?.pages ?? []), [pages.data]);
  const onRange = useStates(rows, async (position) => {
    const data = client.getQueryData<Pages>(queryKey);
    const index = pageAt(data, position);
    if (!data || index === undefined) return;
    const seen = data.pages[index]?.items ?? [];
    const now = await fetchPage(data.pageParams[index] ?? null);
    // Numbers have come or gone: where the other pages begin is no longer certain.
    if (!sameNumbers(seen, now.items)) return void client.invalidateQueries({ queryKey });
    client.setQueryData<Pages>(queryKey, (old) => old && withPage(old, index, now));
  });
  return {
    rows,
    onRange,
    isPending: pages.isPending,
    error: pages.error,
    isComplete: !hasNextPage,
    refetch: pages.refetch,
  };
}

/** Looks again, every few seconds, at the page that is in sight. */
function useStates(rows: readonly PoolNumber[], refresh: (dnis: string) => Promise<void>) {
  const range = useRef({ first: 0, last: 0 });
  const latest = useRef({ rows, refresh });
  latest.current = { rows, refresh };
  useEffect(() => {
    const timer = setInterval(() => {
      const { first, last } = range.current;
      const middle = latest.current.rows[Math.floor((first + last) / 2)];
      if (middle && document.visibilityState === 'visible') latest.current.refresh(middle.dnis).catch(() => undefined);
    }, REFRESH_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return useCallback((first: number, last: number) => {
    range.current = { first, last };
  }, []);
}

/** A page that was read again may hold what its neighbour holds still. */
function distinct(pages: readonly Page<PoolNumber>[]): PoolNumber[] {
  return [...new Map(pages.flatMap(({ items }) => items).map((number) => [number.dnis, number])).values()];
}

const pageAt = (data: Pages | undefined, dnis: string): number | undefined => {
  const index = data?.pages.findIndex(({ items }) => items.some((number) => number.dnis === dnis)) ?? -1;
  return index < 0 ? undefined : index;
};

const sameNumbers = (before: readonly PoolNumber[], now: readonly PoolNumber[]): boolean =>
  before.length === now.length && before.every(({ dnis }, index) => dnis === now[index]?.dnis);

const withPage = ({ pages, pageParams }: Pages, index: number, page: Page<PoolNumber>): Pages => ({
  pageParams,
  pages: pages.map((old, at) => (at === index ? page : old)),
});
