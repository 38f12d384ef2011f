import { Badge, Group as Row, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { type Column, DataGrid } from '../app/data-grid.js';
import { useFormat } from '../app/format.js';
import { type Strings } from '../app/strings/en.js';
import { useStrings } from '../app/strings/language.js';
import { say } from '../app/strings/said.js';
import { type RowFinding } from './queries.js';
import { isError, kindOf } from './wrong-rows.js';

interface FindingsProps {
  readonly findings: readonly RowFinding[];
  readonly isRunning: boolean;
}

/** Row errors and warnings as they are found: how many of each kind, and each by itself. */
export function Findings({ findings, isRunning }: FindingsProps) {
  const strings = useStrings();
  const { imports } = strings;
  const format = useFormat();
  const [kind, setKind] = useState('');
  const kinds = useMemo(() => countKinds(findings), [findings]);
  const shown = useMemo(() => (kind ? findings.filter(({ code }) => code === kind) : findings), [findings, kind]);
  const columns = useMemo(() => columnsOf(strings), [strings]);
  if (findings.length === 0) return isRunning ? null : <Text c="dimmed">{imports.noErrors}</Text>;
  const title = findings.some(isError) ? imports.errors : imports.counts.warnings;
  const options = kinds.map(([code, count]) => ({
    value: code,
    label: `${kindOf(code, imports)} (${format.number(count)})`,
  }));
  return (
    <Stack component="section" gap="sm" className="surface" p="md" aria-labelledby="findings-title">
      <Row justify="space-between">
        <Title order={2} id="findings-title">
          {title}
        </Title>
        <NativeSelect
          aria-label={imports.filterKind}
          data={[{ value: '', label: `${imports.allKinds} (${format.number(findings.length)})` }, ...options]}
          value={kind}
          onChange={(event) => {
            setKind(event.currentTarget.value);
          }}
        />
      </Row>
      <DataGrid label={title} columns={columns} rows={shown} idOf={idOf} height="60vh" />
    </Stack>
  );
}

const idOf = ({ line, column, code }: RowFinding) => `${line} ${column ?? ''} ${code}`;

function countKinds(findings: readonly RowFinding[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

const columnsOf = ({ imports, said }: Strings): Column<RowFinding>[] => [
  { id: 'line', header: imports.lineColumn, width: '4rem', cell: ({ line }) => <span className="number">{line}</span> },
  {
    id: 'was',
    header: imports.asItWas,
    width: 'minmax(0, 1.2fr)',
    cell: ({ row }) => <span className="number wrap">{row}</span>,
  },
  {
    ...{ id: 'reason', header: imports.reason, width: 'minmax(0, 2fr)' },
    cell: (finding) => (
      <>
        {finding.severity === 'warning' && (
          <Badge size="sm" color="yellow" variant="light" mr={6}>
            {imports.warning}
          </Badge>
        )}
        {say(said, 'rows', finding)}
      </>
    ),
  },
  {
    id: 'suggestion',
    header: imports.suggestion,
    width: 'minmax(0, 1fr)',
    cell: ({ suggestion }) => <span className="number wrap">{suggestion}</span>,
  },
];
