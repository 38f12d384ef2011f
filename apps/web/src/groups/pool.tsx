import { type Group, type PoolNumber } from '@ctci/contracts';
import { Button, Group as Row, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { POOL_MAX } from '@ctci/domain';
import { useFormat } from '../app/format.js';
import { ImportIcon, SearchIcon } from '../app/icons.js';
import { Empty, Failed, Loading } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { AddNumber } from './add-number.js';
import { ExportNumbers } from './export-numbers.js';
import { NumberGrid } from './number-grid.js';
import { groupQuery, numbersKey } from './queries.js';
import { useGroupUse } from './use-group-use.js';
import { useNumbers } from './use-numbers.js';

interface PoolProps {
  readonly group: Group;
  readonly isLocked: boolean;
}

/** The DNIS pool: all of a group's numbers, found, added, edited and deleted in place. */
export function Pool({ group, isLocked }: PoolProps) {
  const { groups } = useStrings();
  const [search, setSearch] = useState('');
  const [state, setState] = useState<string | null>(null);
  const [q] = useDebouncedValue(search.trim(), 250);
  const numbers = useNumbers(group.id, { q, state });
  const isFiltered = q !== '' || state !== null;
  return (
    <section className="surface" aria-labelledby="pool-title">
      <Stack p="md" gap="sm">
        <Row justify="space-between">
          <div>
            <Title order={2} id="pool-title">
              {groups.pool}
            </Title>
            <Size group={group} found={isFiltered && numbers.isComplete ? numbers.rows.length : null} />
          </div>
          <Row gap="xs">
            {!isLocked && <BulkImport groupId={group.id} />}
            <ExportNumbers groupId={group.id} />
          </Row>
        </Row>
        <Filters {...{ search, setSearch, state, setState }} />
        <Numbers {...numbers} {...{ group, isLocked, isFiltered }} />
        {!isLocked && <AddNumber groupId={group.id} />}
      </Stack>
    </section>
  );
}

/** Follows the pool as others change it: its size is told live. */
function Size({ group, found }: { readonly group: Group; readonly found: number | null }) {
  const { groups } = useStrings();
  const format = useFormat();
  const client = useQueryClient();
  const use = useGroupUse(group.id);
  const { poolSize, inUse } = use ?? group;
  const isOld = use !== null && use.poolSize !== group.poolSize;
  useEffect(() => {
    if (!isOld) return;
    void client.invalidateQueries(groupQuery(group.id));
    void client.invalidateQueries({ queryKey: numbersKey(group.id) });
  }, [client, isOld, group.id]);
  return (
    <Text size="sm" c="dimmed">
      {groups.poolSize(format.number(poolSize), format.number(POOL_MAX))} · {groups.inUse(format.number(inUse))}
      <span role="status">{found !== null && ` · ${groups.found(format.number(found))}`}</span>
    </Text>
  );
}

interface FiltersProps {
  readonly search: string;
  readonly setSearch: (search: string) => void;
  readonly state: string | null;
  readonly setState: (state: string | null) => void;
}

function Filters({ search, setSearch, state, setState }: FiltersProps) {
  const { app, groups } = useStrings();
  const states = Object.entries(groups.numberStates).map(([value, label]) => ({ value, label }));
  return (
    <Row gap="xs" wrap="nowrap">
      <TextInput
        flex={1}
        aria-label={groups.search}
        placeholder={groups.search}
        leftSection={<SearchIcon size={16} />}
        maxLength={64}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
        }}
      />
      <NativeSelect
        aria-label={groups.state}
        data={[{ value: '', label: app.all }, ...states]}
        value={state ?? ''}
        onChange={(event) => {
          setState(event.currentTarget.value || null);
        }}
      />
    </Row>
  );
}

interface NumbersProps extends PoolProps {
  readonly rows: readonly PoolNumber[];
  readonly onRange: (first: number, last: number) => void;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly refetch: () => unknown;
  readonly isFiltered: boolean;
}

function Numbers({ group, isLocked, rows, onRange, ...list }: NumbersProps) {
  return (
    <NumberGrid groupId={group.id} rows={rows} onRange={onRange} isLocked={isLocked}>
      <NoNumbers {...list} />
    </NumberGrid>
  );
}

function NoNumbers({
  error,
  isPending,
  isFiltered,
  refetch,
}: Omit<NumbersProps, keyof PoolProps | 'rows' | 'onRange'>) {
  const { groups } = useStrings();
  if (error) return <Failed error={error} onAgain={refetch} />;
  if (isPending) return <Loading />;
  if (isFiltered) return <Empty title={groups.nothingFoundTitle} text={groups.nothingFound} />;
  return <Empty title={groups.emptyPoolTitle} text={groups.emptyPool} />;
}

function BulkImport({ groupId }: { readonly groupId: string }) {
  const { groups } = useStrings();
  return (
    <Button component={Link} to={`/groups/${groupId}/import`} variant="default" leftSection={<ImportIcon />}>
      {groups.bulkImport}
    </Button>
  );
}
