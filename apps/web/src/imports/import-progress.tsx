import { type Import } from '@ctci/contracts';
import { isUnfinished } from '@ctci/domain';
import { Alert, Group as Row, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useFormat } from '../app/format.js';
import { WarningIcon } from '../app/icons.js';
import { useStrings } from '../app/strings/language.js';
import { workersQuery } from './queries.js';

/** How far a running import is, how fast it goes and how long it will take. */
export function ImportProgress({ import: one }: { readonly import: Import }) {
  const { imports } = useStrings();
  const format = useFormat();
  const rate = useRate(one);
  if (!isUnfinished(one.status)) return null;
  const { rowsDone, rowsTotal, percent } = one.progress;
  const left = rate > 0 ? Math.ceil((rowsTotal - rowsDone) / rate) : null;
  return (
    <Stack gap="xs" className="surface" p="md">
      <Progress.Root size="xl">
        <Progress.Section value={percent} animated aria-label={imports.progress} />
      </Progress.Root>
      <Row justify="space-between">
        <Text size="sm">
          {rowsTotal > 0
            ? imports.rowsDone(format.number(rowsDone), format.number(rowsTotal))
            : imports.statuses[one.status]}
        </Text>
        <Text size="sm" c="dimmed">
          {rate > 0 && imports.rate(format.number(rate))}
          {left !== null && left > 0 && `, ${imports.left(format.number(left))}`}
        </Text>
      </Row>
      {one.status === 'queued' && <NoWorker />}
    </Stack>
  );
}

/** A waiting import that nobody will take looks like any other, unless it is said. */
function NoWorker() {
  const { imports } = useStrings();
  const { data } = useQuery(workersQuery);
  if (data?.importWorkers !== 0) return null;
  return (
    <Alert role="alert" color="yellow" icon={<WarningIcon />} p="sm">
      {imports.noWorker}
    </Alert>
  );
}

interface Sample {
  readonly at: number;
  readonly rowsDone: number;
}

/** Rows a second over the last seconds. */
function useRate({ progress: { rowsDone }, round }: Import): number {
  const samples = useRef<{ round: number; list: Sample[] }>({ round, list: [] });
  if (samples.current.round !== round) samples.current = { round, list: [] };
  const { list } = samples.current;
  const at = performance.now();
  if (list.at(-1)?.rowsDone !== rowsDone) list.push({ at, rowsDone });
  while (list.length > 2 && at - (list[0]?.at ?? at) > WINDOW_MS) list.shift();
  const [first] = list;
  const last = list.at(-1);
  if (!first || !last || last.at <= first.at) return 0;
  return Math.max(0, Math.round(((last.rowsDone - first.rowsDone) * 1_000) / (last.at - first.at)));
}

const WINDOW_MS = 3_000;
