import { type Attempt } from '@ctci/contracts';
import { Badge } from '@mantine/core';
import { useMemo } from 'react';
import { type Column } from '../app/data-grid.js';
import { type Formats, useFormat } from '../app/format.js';
import { PagedGrid } from '../app/paged-grid.js';
import { Page as Frame } from '../app/page.js';
import { useFilters } from '../app/search.js';
import { type Strings } from '../app/strings/en.js';
import { useStrings } from '../app/strings/language.js';
import { FilterBar } from './filter-bar.js';
import { ChoiceFilter, GroupFilter, TextFilter, TimeFilter } from './filter-fields.js';

/** Every call that arrived; of the failed ones, why. */
export function Page() {
  const strings = useStrings();
  const { callIns } = strings;
  const format = useFormat();
  const [filters] = useFilters();
  const columns = useMemo(() => columnsOf(strings, format), [strings, format]);
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <Frame title={callIns.attemptsTitle} hint={`${callIns.attemptsHint} ${strings.app.timesIn(format.zone)}`}>
      <FilterBar>
        <GroupFilter />
        <ChoiceFilter name="outcome" label={callIns.outcome} any={callIns.anyOutcome} choices={callIns.outcomes} />
        <ChoiceFilter name="reason" label={callIns.reason} any={callIns.anyReason} choices={callIns.reasons} />
        <TextFilter name="dnis" label={callIns.dialled} inputMode="tel" />
        <TimeFilter name="from" label={callIns.from} />
        <TimeFilter name="to" label={callIns.to} />
      </FilterBar>
      <PagedGrid<Attempt>
        path="/attempts"
        filters={filters}
        label={callIns.attemptsTitle}
        columns={columns}
        empty={{ title: callIns.noAttemptsTitle, text: isFiltered ? callIns.noAttemptFits : callIns.noAttempts }}
        refreshMs={3_000}
      />
    </Frame>
  );
}

const columnsOf = ({ app, callIns }: Strings, format: Formats): Column<Attempt>[] => [
  { id: 'at', bare: true, header: callIns.at, width: 'minmax(11rem, 1fr)', cell: ({ at }) => format.time(at) },
  {
    ...{ id: 'outcome', bare: true, header: callIns.outcome, width: '7rem' },
    cell: ({ outcome }) => (
      <Badge color={outcome === 'matched' ? 'teal' : 'red'} variant="light">
        {callIns.outcomes[outcome]}
      </Badge>
    ),
  },
  {
    ...{ id: 'reason', header: callIns.reason, width: 'minmax(0, 1.5fr)' },
    cell: ({ reason, matchedBy }) => {
      if (reason !== null) return callIns.reasons[reason];
      return matchedBy === null ? app.none : callIns.matchedBy[matchedBy];
    },
  },
  { id: 'group', header: callIns.group, width: 'minmax(0, 1fr)', cell: ({ groupName }) => groupName ?? app.none },
  {
    id: 'dnis',
    header: callIns.dialled,
    width: 'minmax(9rem, 1fr)',
    cell: ({ dnis }) => <span className="number">{dnis ?? callIns.notRead}</span>,
  },
  {
    id: 'caller',
    header: callIns.caller,
    width: 'minmax(9rem, 1fr)',
    cell: ({ callerNumber }) => <span className="number">{callerNumber ?? callIns.withheld}</span>,
  },
];
