import { type Group } from '@ctci/contracts';
import { Anchor, Badge, Group as Row, Progress, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useFormat } from '../app/format.js';
import { useStrings } from '../app/strings/language.js';
import { type CallCounts } from './recent-calls.js';
import { UseChart } from './use-chart.js';
import { useHistory } from './use-history.js';

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
  const points = useHistory(group.id);
  const { inUse, poolSize } = points.at(-1) ?? group;
  return (
    <Stack component="article" className="surface" p="md" gap="xs">
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
      <UseChart name={group.name} points={points} />
      <Calls calls={calls} isCut={isCut} />
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
