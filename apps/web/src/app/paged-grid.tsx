import { Button, Center } from '@mantine/core';
import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { type Page, query, read } from './api.js';
import { type Column, DataGrid } from './data-grid.js';
import { Empty, Failed, Loading } from './states.js';
import { useStrings } from './strings/language.js';

interface PagedGridProps<Row> {
  /** Of a list of the API. */
  readonly path: string;
  readonly filters: Readonly<Record<string, string | undefined>>;
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly empty: { readonly title: string; readonly text: string };
  readonly refreshMs?: number;
  /** Tells of items that are new or have changed, until its answer is called. */
  readonly subscribe?: (tell: (items: Row[]) => void) => () => void;
}

/** A list of the API, page by page: the next one comes as its end comes into sight. */
export function PagedGrid<Row extends { readonly id: string }>(props: PagedGridProps<Row>) {
  const { path, filters, label, columns, empty, refreshMs, subscribe } = props;
  const { app } = useStrings();
  const client = useQueryClient();
  const queryKey = ['list', path, filters];
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      read<Page<Row>>(path + query({ ...filters, limit: PAGE, cursor: pageParam }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs ?? false,
  });
  const latest = useRef(queryKey);
  latest.current = queryKey;
  useEffect(
    () =>
      subscribe?.((items) => {
        client.setQueryData<Pages<Row>>(latest.current, (old) => old && withNews(old, items));
      }),
    [client, subscribe],
  );
  const rows = useMemo(() => distinct(list.data?.pages ?? []), [list.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const onRange = useCallback(
    (_: number, last: number) => {
      if (hasNextPage && !isFetchingNextPage && last >= rows.length - NEAR) void fetchNextPage();
    },
    [hasNextPage, isFetchingNextPage, fetchNextPage, rows.length],
  );
  if (list.error && !list.data) return <Failed error={list.error} onAgain={() => void list.refetch()} />;
  if (list.isPending) return <Loading />;
  if (rows.length === 0) return <Empty {...empty} />;
  return (
    <>
      <DataGrid
        label={label}
        columns={columns}
        rows={rows}
        idOf={idOf}
        onRange={onRange}
        height="calc(100vh - 17rem)"
      />
      {hasNextPage && (
        <Center>
          <Button variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {app.more}
          </Button>
        </Center>
      )}
    </>
  );
}

/** While new ones arrive, one may stand on two pages. */
const distinct = <Row extends { readonly id: string }>(pages: readonly Page<Row>[]): Row[] => [
  ...new Map(pages.flatMap(({ items }) => items).map((row) => [row.id, row])).values(),
];

type Pages<Row> = InfiniteData<Page<Row>, string | null>;

/** What is on a page already is put in its place; what is not is the newest. */
function withNews<Row extends { readonly id: string }>(
  { pages, pageParams }: Pages<Row>,
  items: readonly Row[],
): Pages<Row> {
  const news = new Map(items.map((item) => [item.id, item]));
  const known = new Set(pages.flatMap((page) => page.items.map(({ id }) => id)));
  const fresh = items.filter(({ id }) => !known.has(id)).reverse();
  const updated = pages.map((page, index) => {
    const inPlace = page.items.map((item) => news.get(item.id) ?? item);
    return { ...page, items: index === 0 ? [...fresh, ...inPlace] : inPlace };
  });
  return { pages: updated, pageParams };
}

const idOf = ({ id }: { readonly id: string }) => id;

const PAGE = 100;
const NEAR = 20;
