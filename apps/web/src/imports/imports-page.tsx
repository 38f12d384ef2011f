import { type Import } from '@ctci/contracts';
import { Anchor, Badge, Group as Row, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type Column } from '../app/data-grid.js';
import { type Formats, useFormat } from '../app/format.js';
import { PagedGrid } from '../app/paged-grid.js';
import { Page as Frame } from '../app/page.js';
import { useFilters } from '../app/search.js';
import { type Strings } from '../app/strings/en.js';
import { useStrings } from '../app/strings/language.js';
import { groupsQuery } from '../groups/queries.js';
import { StatusBadge } from './status-badge.js';

/** Every import, newest first. */
export function Page() {
  const strings = useStrings();
  const { imports } = strings;
  const format = useFormat();
  const [{ groupId, status }] = useFilters();
  const columns = useMemo(() => columnsOf(strings, format), [strings, format]);
  const isFiltered = groupId !== undefined || status !== undefined;
  return (
    <Frame title={imports.title} hint={strings.app.timesIn(format.zone)}>
      <Filters />
      <PagedGrid<Import>
        path="/imports"
        filters={{ groupId, status }}
        label={imports.title}
        columns={columns}
        empty={
          isFiltered
            ? { title: imports.noneTitle, text: imports.noneFits }
            : { title: imports.noneTitle, text: imports.none }
        }
        refreshMs={3_000}
      />
    </Frame>
  );
}

function Filters() {
  const { imports } = useStrings();
  const [{ groupId = '', status = '' }, change] = useFilters();
  const groups = useQuery(groupsQuery);
  const options = groups.data?.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  const statuses = Object.entries(imports.statuses).map(([value, label]) => ({ value, label }));
  return (
    <Row className="filters">
      <NativeSelect
        label={imports.group}
        data={[{ value: '', label: imports.anyGroup }, ...options]}
        value={groupId}
        onChange={(event) => {
          change({ groupId: event.currentTarget.value });
        }}
      />
      <NativeSelect
        label={imports.status}
        data={[{ value: '', label: imports.anyStatus }, ...statuses]}
        value={status}
        onChange={(event) => {
          change({ status: event.currentTarget.value });
        }}
      />
    </Row>
  );
}

const columnsOf = ({ imports }: Strings, format: Formats): Column<Import>[] => [
  {
    ...{ id: 'file', bare: true, header: imports.file, width: 'minmax(10rem, 1.4fr)' },
    cell: ({ id, fileName, dryRun }) => (
      <Row gap={6}>
        <Anchor component={Link} to={`/imports/${id}`} size="sm">
          {fileName}
        </Anchor>
        {dryRun && (
          <Badge color="gray" variant="light" size="sm">
            {imports.dryRun}
          </Badge>
        )}
      </Row>
    ),
  },
  { id: 'status', bare: true, header: imports.status, width: '9.5rem', cell: (one) => <StatusBadge import={one} /> },
  { id: 'group', header: imports.group, width: 'minmax(6rem, 1fr)', cell: ({ groupName }) => groupName },
  ...(['rows', 'created', 'rejected'] as const).map((name): Column<Import> => ({
    ...{ id: name, header: name === 'rows' ? imports.rows : imports.counts[name], width: '5.5rem', align: 'end' },
    cell: ({ counts }) => <span className="tabular">{format.number(counts[name])}</span>,
  })),
  {
    id: 'at',
    header: imports.startedAt,
    width: 'minmax(11rem, 0.8fr)',
    align: 'end',
    cell: ({ createdAt }) => format.time(createdAt),
  },
];
