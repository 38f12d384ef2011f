import { type Workers } from '@ctci/contracts';
import { Anchor, Group as Row, Progress, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { CheckIcon, WarningIcon } from '../app/icons.js';
import { type Strings } from '../app/strings/en.js';
import { useStrings } from '../app/strings/language.js';
import { runningImportsQuery, workersQuery } from '../imports/queries.js';
import { StatusBadge } from '../imports/status-badge.js';

type Status = 'ok' | 'degraded' | 'unavailable';

/** Whether everything runs that has to. */
export function ServiceTile() {
  const { groups } = useStrings();
  const health = useQuery({ queryKey: ['health'], queryFn: readHealth, refetchInterval: 5_000 });
  const workers = useQuery(workersQuery);
  const words = { ok: groups.healthOk, degraded: groups.healthDegraded, unavailable: groups.healthUnavailable };
  return (
    <Stack component="article" className="surface" p="md" gap="xs">
      <Title order={2} size="h4">
        {groups.health}
      </Title>
      {health.data && <Line isGood={health.data === 'ok'}>{words[health.data]}</Line>}
      {workers.data && <WorkerLines workers={workers.data} groups={groups} />}
    </Stack>
  );
}

function WorkerLines({
  workers: { importWorkers, expiryWorkers },
  groups,
}: {
  readonly workers: Workers;
  readonly groups: Strings['groups'];
}) {
  if (importWorkers === null || expiryWorkers === null) return <Line isGood={false}>{groups.unknownWorkers}</Line>;
  return (
    <>
      <Line isGood={importWorkers > 0}>
        {importWorkers > 0 ? groups.importWorkers(importWorkers) : groups.noImportWorkers}
      </Line>
      <Line isGood={expiryWorkers > 0}>
        {expiryWorkers > 0 ? groups.expiryWorkers(expiryWorkers) : groups.noExpiryWorkers}
      </Line>
    </>
  );
}

function Line({ isGood, children }: { readonly isGood: boolean; readonly children: ReactNode }) {
  return (
    <Row gap="xs" wrap="nowrap" align="flex-start" className={isGood ? 'good' : 'bad'}>
      {isGood ? <CheckIcon /> : <WarningIcon />}
      <Text size="sm">{children}</Text>
    </Row>
  );
}

/** Its answer says how the service is, whatever its status. */
async function readHealth({ signal }: { readonly signal: AbortSignal }): Promise<Status> {
  const response = await fetch('/health/ready', { signal });
  return ((await response.json()) as { status: Status }).status;
}

/** What is on its way, and what waits for a person. */
export function ImportsTile() {
  const { groups } = useStrings();
  const { data } = useQuery(runningImportsQuery);
  const running = data?.imports ?? [];
  return (
    <Stack component="article" className="surface" p="md" gap="xs">
      <Title order={2} size="h4">
        {groups.runningImports}
      </Title>
      {running.length === 0 && (
        <Text size="sm" c="dimmed">
          {groups.noRunningImports}
        </Text>
      )}
      {running.map((one) => (
        <div key={one.id}>
          <Row justify="space-between" wrap="nowrap">
            <Anchor component={Link} to={`/imports/${one.id}`} size="sm">
              {one.fileName}, {one.groupName}
            </Anchor>
            <StatusBadge import={one} />
          </Row>
          <Progress value={one.progress.percent} aria-label={one.fileName} mt={4} />
        </div>
      ))}
      {data?.isCut && (
        <Anchor component={Link} to="/imports" size="sm">
          {groups.moreImports}
        </Anchor>
      )}
    </Stack>
  );
}
