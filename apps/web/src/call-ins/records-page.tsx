import { type CallIn } from '@ctci/contracts';
import { Button, UnstyledButton } from '@mantine/core';
import { useMemo, useState } from 'react';
import { query } from '../app/api.js';
import { type Column } from '../app/data-grid.js';
import { type Formats, useFormat } from '../app/format.js';
import { ExportIcon } from '../app/icons.js';
import { PagedGrid } from '../app/paged-grid.js';
import { Page as Frame } from '../app/page.js';
import { useFilters } from '../app/search.js';
import { type Strings } from '../app/strings/en.js';
import { useStrings } from '../app/strings/language.js';
import { FilterBar } from './filter-bar.js';
import { ChoiceFilter, GroupFilter, TextFilter, TimeFilter } from './filter-fields.js';
import { RecordDetails } from './record-details.js';
import { StateBadge } from './state-badge.js';
import { useCallInNews } from './use-call-in-news.js';

/** Call-In: the records, live. */
export function Page() {
  const strings = useStrings();
  const { callIns } = strings;
  const format = useFormat();
  const [filters] = useFilters();
  const [shownId, setShownId] = useState<string | null>(null);
  const subscribe = useCallInNews(filters);
  const columns = useMemo(() => columnsOf(strings, format, setShownId), [strings, format]);
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <Frame title={callIns.title} hint={`${callIns.hint} ${strings.app.timesIn(format.zone)}`} actions={<Export />}>
      <RecordFilters />
      <PagedGrid<CallIn>
        path="/call-ins"
        filters={filters}
        label={callIns.title}
        columns={columns}
        empty={{ title: callIns.noneTitle, text: isFiltered ? callIns.noneFits : callIns.none }}
        refreshMs={10_000}
        subscribe={subscribe}
      />
      {shownId !== null && (
        <RecordDetails
          id={shownId}
          onClose={() => {
            setShownId(null);
          }}
        />
      )}
    </Frame>
  );
}

function Export() {
  const { callIns } = useStrings();
  const [filters] = useFilters();
  return (
    <Button
      component="a"
      href={`/api/v1/call-ins.csv${query(filters)}`}
      download
      variant="default"
      leftSection={<ExportIcon />}
    >
      {callIns.export}
    </Button>
  );
}

function RecordFilters() {
  const { callIns } = useStrings();
  return (
    <FilterBar>
      <GroupFilter />
      <ChoiceFilter name="state" label={callIns.state} any={callIns.anyState} choices={callIns.states} />
      <TextFilter name="dnis" label={callIns.dnis} inputMode="tel" />
      <TextFilter name="fromPhoneNumber" label={callIns.caller} inputMode="tel" />
      <TextFilter name="callbackServiceId" label={callIns.callbackServiceId} />
      <TimeFilter name="createdFrom" label={callIns.from} />
      <TimeFilter name="createdTo" label={callIns.to} />
    </FilterBar>
  );
}

const columnsOf = ({ app, callIns }: Strings, format: Formats, show: (id: string) => void): Column<CallIn>[] => [
  {
    ...{ id: 'created', bare: true, header: callIns.created, width: 'minmax(9.5rem, 1fr)' },
    cell: ({ id, createdAt, toPhoneNumber }) => (
      <UnstyledButton
        className="link"
        aria-label={callIns.show(toPhoneNumber, format.time(createdAt))}
        onClick={() => {
          show(id);
        }}
      >
        {format.time(createdAt)}
      </UnstyledButton>
    ),
  },
  {
    ...{ id: 'state', bare: true, header: callIns.state, width: '6rem' },
    cell: ({ state }) => <StateBadge state={state} />,
  },
  { id: 'group', header: callIns.group, width: 'minmax(8rem, 1fr)', cell: ({ groupName }) => groupName },
  {
    id: 'dnis',
    header: callIns.dnis,
    width: 'minmax(7.5rem, 1fr)',
    cell: ({ toPhoneNumber }) => <span className="number">{toPhoneNumber}</span>,
  },
  {
    ...{ id: 'caller', header: callIns.caller, width: 'minmax(7.5rem, 1fr)' },
    cell: ({ fromPhoneNumber }) => <span className="number">{fromPhoneNumber ?? app.none}</span>,
  },
  {
    ...{ id: 'code', header: callIns.code, width: '5rem' },
    cell: ({ accessCodeLength }) => (accessCodeLength === null ? app.none : callIns.digits(accessCodeLength)),
  },
  {
    id: 'ended',
    header: callIns.ended,
    width: 'minmax(9.5rem, 1fr)',
    cell: ({ endedAt }) => (endedAt === null ? app.none : format.time(endedAt)),
  },
];
