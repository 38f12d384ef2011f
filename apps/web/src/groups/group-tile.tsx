import { type Group, type UseMinute } from '@ctci/contracts';
import { Anchor, Badge, Group as Row, Progress, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useFormat } from '../app/format.js';
import { WarningIcon } from '../app/icons.js';
import { useStrings } from '../app/strings/language.js';
import { type CallCounts } from './recent-calls.js';
import { UseChart } from './use-chart.js';
import { useGroupUse } from './use-group-use.js';
import { useInSight } from './use-in-sight.js';
import { useLastHour } from './use-last-hour.js';
import { UseTable } from './use-table.js';

interface GroupTileProps {
  readonly group: Group;
  readonly calls: CallCounts | undefined;
  /** The counts of calls are lower bounds. */
  readonly isCut: boolean;
}

/** One group at a glance. */
export function GroupTile({ group, calls, isCut }: GroupTileProps) {
  const { groups } = useStrings();
  const format = useFormat();
  const [ref, isInSight] = useInSight();
  const live = useGroupUse(group.id);
  const hour = useLastHour(group.id, live, isInSight);
  const minutes = hour?.minutes ?? [];
  const { inUse, poolSize } = live ?? group;
  return (
    <Stack component="article" ref={ref} className="surface" p="md" gap="xs">
      <Row justify="space-between" wrap="nowrap">
        <Title order={2} size="h4">
          <Anchor component={Link} to={`/config?group=${group.id}`} inherit>
            {group.name}
          </Anchor>
        </Title>
        {group.state !== 'active' && (
          <Badge color="gray" variant="light">
            {groups.states[group.state]}
          </Badge>
        )}
      </Row>
      <Row justify="space-between">
        <Text size="sm" c="dimmed">
          {groups.useNow}
        </Text>
        <Text size="sm" fw={600} className="tabular">
          {groups.useOfPool(format.number(inUse), format.number(poolSize))}
        </Text>
      </Row>
      <Progress value={poolSize === 0 ? 0 : (100 * inUse) / poolSize} aria-label={groups.useNow} />
      <div className="chart-room">{hour && <UseChart name={group.name} hour={hour} />}</div>
      <Calls calls={calls} isCut={isCut} />
      <Refused minutes={minutes} />
      <UseTable minutes={minutes} />
    </Stack>
  );
}

function Calls({ calls, isCut }: Pick<GroupTileProps, 'calls' | 'isCut'>) {
  const { groups } = useStrings();
  const format = useFormat();
  const { matched, rejected } = calls ?? { matched: 0, rejected: 0 };
  const all = matched + rejected;
  return (
    <dl className="facts tight">
      <dt>{groups.matchRate}</dt>
      <dd>{all === 0 ? groups.noCalls : format.percent(matched / all)}</dd>
      <dt>{groups.refusals}</dt>
      <dd>{isCut ? groups.atLeast(format.number(rejected)) : format.number(rejected)}</dd>
    </dl>
  );
}

/** Requests for a number that were refused, and what to do about it. */
function Refused({ minutes }: { readonly minutes: readonly UseMinute[] }) {
  const { groups } = useStrings();
  const format = useFormat();
  return CODES.map((code) => {
    const count = minutes.reduce((sum, { refused }) => sum + refused[code], 0);
    return (
      count > 0 && (
        <Row key={code} gap="xs" wrap="nowrap" align="flex-start" className="bad">
          <WarningIcon />
          <Text size="sm">{groups.refused[code](format.number(count))}</Text>
        </Row>
      )
    );
  });
}

const CODES = ['POOL_EXHAUSTED', 'TOO_MANY_LIVE_CALL_INS'] as const satisfies (keyof UseMinute['refused'])[];
