import { useMemo } from 'react';
import { type Column, DataGrid } from '../app/data-grid.js';
import { type Strings } from '../app/strings/en.js';
import { useStrings } from '../app/strings/language.js';
import { say } from '../app/strings/said.js';
import { MendActions } from './mend-actions.js';
import { MendCell } from './mend-cell.js';
import { type useCorrections } from './use-corrections.js';
import { type Correction, type WrongRow } from './wrong-rows.js';

interface MendGridProps {
  readonly rows: readonly WrongRow[];
  readonly corrections: ReturnType<typeof useCorrections>;
}

export interface MendRow extends WrongRow {
  readonly correction: Correction | undefined;
}

type Change = ReturnType<typeof useCorrections>['change'];

/** Row by row: as it was, why it is wrong, and its cells to be mended. */
export function MendGrid({ rows, corrections: { byLine, change } }: MendGridProps) {
  const strings = useStrings();
  const shown = useMemo(
    () => rows.map((row): MendRow => ({ ...row, correction: byLine.get(row.line) })),
    [rows, byLine],
  );
  const columns = useMemo(() => columnsOf(strings, change), [strings, change]);
  return (
    <DataGrid
      label={strings.imports.oneByOne}
      columns={columns}
      rows={shown}
      idOf={lineOf}
      toneOf={toneOf}
      height="65vh"
    />
  );
}

const lineOf = ({ line }: MendRow) => String(line);

const toneOf = ({ correction }: MendRow) => {
  if (!correction) return undefined;
  return correction.kind === 'discarded' ? ('gone' as const) : ('done' as const);
};

const columnsOf = ({ imports, said }: Strings, change: Change): Column<MendRow>[] => [
  {
    id: 'line',
    header: imports.lineColumn,
    width: '3.5rem',
    cell: ({ line }) => <span className="number">{line}</span>,
  },
  {
    ...{ id: 'was', header: imports.asItWas, width: 'minmax(0, 1.2fr)' },
    cell: ({ was }) => <span className="number wrap">{was}</span>,
  },
  {
    ...{ id: 'reason', header: imports.reason, width: 'minmax(0, 1.8fr)' },
    cell: ({ findings }) => findings.map((finding) => <div key={finding.code}>{say(said, 'rows', finding)}</div>),
  },
  {
    ...{ id: 'dnis', header: imports.number, width: 'minmax(9rem, 1fr)' },
    cell: (row) => <MendCell row={row} column="dnis" change={change} />,
  },
  {
    ...{ id: 'description', header: imports.description, width: 'minmax(7rem, 0.9fr)' },
    cell: (row) => <MendCell row={row} column="description" change={change} />,
  },
  {
    ...{ id: 'action', bare: true, header: imports.action, width: 'minmax(10.5rem, 1.1fr)', align: 'end' },
    cell: (row) => <MendActions row={row} change={change} />,
  },
];
