import { type Attempt } from '@ctci/contracts';
import { queryOptions } from '@tanstack/react-query';
import { type Page, query, read } from '../app/api.js';

export interface CallCounts {
  readonly matched: number;
  readonly rejected: number;
}

export interface RecentCalls {
  readonly ofGroup: ReadonlyMap<string, CallCounts>;
  /** More calls than are read: every count is a lower bound. */
  readonly isCut: boolean;
}

const HOUR_MS = 3_600_000;
const PAGES_MAX = 5;

/** The calls of the last hour by group. */
export const recentCallsQuery = queryOptions({
  queryKey: ['recent-calls'],
  queryFn: ({ signal }) => recentCalls(new Date(Date.now() - HOUR_MS).toISOString(), signal),
  refetchInterval: 5_000,
});

async function recentCalls(from: string, signal: AbortSignal): Promise<RecentCalls> {
  const ofGroup = new Map<string, CallCounts>();
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { items, nextCursor }: Page<Attempt> = await read(`/attempts${query({ from, limit: 1000, cursor })}`, signal);
    for (const { groupName, outcome } of items) {
      if (groupName === null) continue;
      const counts = ofGroup.get(groupName) ?? { matched: 0, rejected: 0 };
      ofGroup.set(groupName, { ...counts, [outcome]: counts[outcome] + 1 });
    }
    cursor = nextCursor;
    if (cursor === null) return { ofGroup, isCut: false };
  }
  return { ofGroup, isCut: true };
}
