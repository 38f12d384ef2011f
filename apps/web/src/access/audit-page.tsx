import { type AuditEntry } from '@ctci/contracts';
import { Button, Code, Drawer, Stack, Text, UnstyledButton } from '@mantine/core';
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
import { FilterBar } from '../call-ins/filter-bar.js';
import { ChoiceFilter, TextFilter, TimeFilter } from '../call-ins/filter-fields.js';

/** Who changed what. */
export function Page() {
  const strings = useStrings();
  const { app, access } = strings;
  const format = useFormat();
  const [filters] = useFilters();
  const [shown, setShown] = useState<AuditEntry | null>(null);
  const columns = useMemo(() => columnsOf(access, format, setShown), [access, format]);
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <Frame title={access.audit} hint={`${access.auditHint} ${app.timesIn(format.zone)}`} actions={<Export />}>
      <FilterBar>
        <TextFilter name="who" label={access.who} />
        <ChoiceFilter name="what" label={access.what} any={access.anyChange} choices={access.changes} />
        <TimeFilter name="from" label={access.from} />
        <TimeFilter name="to" label={access.to} />
      </FilterBar>
      <PagedGrid<AuditEntry>
        path="/audit"
        filters={filters}
        label={access.audit}
        columns={columns}
        empty={{ title: access.noAuditTitle, text: isFiltered ? access.noAuditFits : access.noAudit }}
      />
      {shown && (
        <Entry
          entry={shown}
          onClose={() => {
            setShown(null);
          }}
        />
      )}
    </Frame>
  );
}

function Export() {
  const { access } = useStrings();
  const [filters] = useFilters();
  return (
    <Button
      component="a"
      href={`/api/v1/audit.csv${query(filters)}`}
      download
      variant="default"
      leftSection={<ExportIcon />}
    >
      {access.exportAudit}
    </Button>
  );
}

function Entry({ entry, onClose }: { readonly entry: AuditEntry; readonly onClose: () => void }) {
  const { app, access } = useStrings();
  const format = useFormat();
  return (
    <Drawer
      opened
      position="right"
      size="lg"
      onClose={onClose}
      title={access.auditDetails}
      closeButtonProps={{ 'aria-label': app.close }}
    >
      <Stack>
        <dl className="facts">
          <dt>{access.at}</dt>
          <dd>{format.time(entry.at)}</dd>
          <dt>{access.who}</dt>
          <dd>{entry.who}</dd>
          <dt>{access.address}</dt>
          <dd>{entry.from ?? app.none}</dd>
          <dt>{access.what}</dt>
          <dd>{whatOf(access, entry)}</dd>
          <dt>{access.subject}</dt>
          <dd>{subjectOf(access, entry)}</dd>
          <dt>{app.correlation}</dt>
          <dd>
            <Code>{entry.correlationId}</Code>
          </dd>
        </dl>
        <Facts title={access.before} facts={entry.before} />
        <Facts title={access.after} facts={entry.after} />
      </Stack>
    </Drawer>
  );
}

function Facts({ title, facts }: { readonly title: string; readonly facts: AuditEntry['before'] }) {
  if (facts === null) return null;
  return (
    <section>
      <Text fw={600} size="sm">
        {title}
      </Text>
      <Code block tabIndex={0}>
        {JSON.stringify(facts, null, 2)}
      </Code>
    </section>
  );
}

/** A newer API may tell of what this page has no words for. */
const wordsFor = (words: Readonly<Record<string, string>>, code: string) => words[code] ?? code;

const whatOf = ({ changes }: Strings['access'], { what }: AuditEntry) => wordsFor(changes, what);

const subjectOf = ({ subjects }: Strings['access'], { subject: { kind, name, id } }: AuditEntry) =>
  kind === 'caller' ? subjects.caller : `${wordsFor(subjects, kind)} ${name || id}`;

const columnsOf = (
  access: Strings['access'],
  format: Formats,
  show: (entry: AuditEntry) => void,
): Column<AuditEntry>[] => [
  {
    ...{ id: 'at', bare: true, header: access.at, width: 'minmax(11rem, 0.8fr)' },
    cell: (entry) => (
      <UnstyledButton
        className="link"
        aria-label={access.showEntry(whatOf(access, entry), format.time(entry.at))}
        onClick={() => {
          show(entry);
        }}
      >
        {format.time(entry.at)}
      </UnstyledButton>
    ),
  },
  { id: 'what', header: access.what, width: 'minmax(0, 1fr)', cell: (entry) => whatOf(access, entry) },
  { id: 'subject', header: access.subject, width: 'minmax(0, 1.2fr)', cell: (entry) => subjectOf(access, entry) },
  { id: 'who', header: access.who, width: 'minmax(0, 1fr)', cell: ({ who }) => who },
];
