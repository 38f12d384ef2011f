import { type GroupUse, type UseMinute } from '@ctci/contracts';
import { useQuery } from '@tanstack/react-query';
import { read } from '../app/api.js';

export const MINUTE_MS = 60_000;

/** How a group used its pool within an hour. */
export interface LastHour {
  /** Those of which anything is known, the oldest first. */
  readonly minutes: readonly UseMinute[];
  /** When the last minute ends. */
  readonly until: number;
}

/**
 * The hour up to now; null until it is known. It is read again every 10 s while the group is in sight.
 *
 * @param live what was told of the group last
 */
export function useLastHour(groupId: string, live: GroupUse | null, isInSight: boolean): LastHour | null {
  const { data, dataUpdatedAt } = useQuery({
    queryKey: ['group-use', groupId],
    queryFn: ({ signal }) => read<{ items: UseMinute[] }>(`/groups/${groupId}/use`, signal),
    refetchInterval: 10_000,
    enabled: isInSight,
  });
  if (!data) return null;
  const minutes = live ? withLive(data.items, live) : data.items;
  const last = minutes.at(-1);
  return { minutes, until: Math.max(startOf(dataUpdatedAt), last ? Date.parse(last.at) : 0) + MINUTE_MS };
}

/** What was told live stands for the minute in which it was told, or for a later one that was looked at since. */
function withLive(minutes: readonly UseMinute[], { at, poolSize, inUse }: GroupUse): readonly UseMinute[] {
  const last = minutes.at(-1);
  const told = startOf(Date.parse(at));
  if (last && told <= Date.parse(last.at)) {
    return [...minutes.slice(0, -1), { ...last, poolSize, inUse: Math.max(inUse, last.inUse) }];
  }
  const refused = { POOL_EXHAUSTED: 0, TOO_MANY_LIVE_CALL_INS: 0 };
  return [...minutes, { at: new Date(told).toISOString(), poolSize, inUse, refused }];
}

const startOf = (at: number) => Math.floor(at / MINUTE_MS) * MINUTE_MS;
