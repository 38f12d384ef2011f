import { type ColumnDef, FlexRender, type Row as TableRow, tableFeatures, useTable } from '@tanstack/react-table';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useIsNarrow } from './narrow.js';

/** One column of a {@link DataGrid}. */
export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Of the grid's template, such as `minmax(0, 1fr)`. */
  readonly width: string;
  readonly align?: 'end';
  /** Says by itself what it is: where rows are cards it shares a line, and the others have lines and names of their own. */
  readonly bare?: true;
}

interface DataGridProps<Row> {
  /** What the list is, to whoever cannot see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  /** A row with something else in it than its cells, such as a form to change it: it stays, out of sight too. */
  readonly open?: { readonly id: string; readonly content: ReactNode } | null;
  /** How the row stands: done, or gone. */
  readonly toneOf?: (row: Row) => 'done' | 'gone' | undefined;
  /** At most; fewer rows take less. */
  readonly height: string;
  /** Told of the rows that are in sight, by index. */
  readonly onRange?: (first: number, last: number) => void;
}

const features = tableFeatures({});

/** A list of any length: only the rows in sight, and some around them, are in the document. */
export function DataGrid<Row extends object>(props: DataGridProps<Row>) {
  const { label, columns, rows, idOf, open, height, onRange } = props;
  const defs = useMemo(
    () =>
      columns.map(({ id, header, cell }): ColumnDef<typeof features, Row> => ({
        ...{ id, header, cell: ({ row }) => cell(row.original) },
      })),
    [columns],
  );
  const table = useTable({ features, columns: defs, data: rows, getRowId: idOf });
  const shown = table.getRowModel().rows;
  const { frame, virtualizer } = useRows(shown, open?.id, onRange);
  const isNarrow = useIsNarrow(frame, columns.every(({ bare }) => bare) ? BARE_REM : LABELLED_REM);
  const template = {
    '--columns': columns.map(({ width }) => width).join(' '),
    '--rows': `${virtualizer.getTotalSize()}px`,
    '--height': height,
  } as CSSProperties;
  return (
    <div
      ref={frame}
      className="grid"
      data-cards={isNarrow}
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      tabIndex={0}
      style={template}
    >
      <Head columns={columns} />
      <div role="rowgroup" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = shown[index];
          return (
            row && (
              <div
                key={row.id}
                ref={virtualizer.measureElement}
                role="row"
                aria-rowindex={index + 2}
                className="grid-row"
                data-index={index}
                data-tone={props.toneOf?.(row.original)}
                style={{ transform: `translateY(${start}px)` }}
              >
                {row.id === open?.id ? <Whole {...props}>{open.content}</Whole> : <Cells row={row} columns={columns} />}
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function Head<Row>({ columns }: { readonly columns: readonly Column<Row>[] }) {
  return (
    <div role="rowgroup" className="grid-top">
      <div role="row" aria-rowindex={1} className="grid-head">
        {columns.map(({ id, header, align }) => (
          <div key={id} role="columnheader" className="grid-cell" data-align={align}>
            {header}
          </div>
        ))}
      </div>
    </div>
  );
}

function Whole<Row>({ columns, children }: Pick<DataGridProps<Row>, 'columns'> & { readonly children: ReactNode }) {
  return (
    <div role="cell" aria-colspan={columns.length} className="grid-cell" data-whole>
      {children}
    </div>
  );
}

type CellsProps<Row extends object> = Pick<DataGridProps<Row>, 'columns'> & {
  readonly row: TableRow<typeof features, Row>;
};

function Cells<Row extends object>({ row, columns }: CellsProps<Row>) {
  return row.getAllCells().map((cell, at) => {
    const { header, align, bare } = columns[at] ?? {};
    return (
      <div key={cell.id} role="cell" className="grid-cell" data-align={align} data-label={bare ? undefined : header}>
        <FlexRender cell={cell} />
      </div>
    );
  });
}

function useRows(
  rows: readonly { readonly id: string }[],
  openId: string | undefined,
  onRange?: (first: number, last: number) => void,
) {
  const frame = useRef<HTMLDivElement>(null);
  const open = useMemo(() => (openId === undefined ? -1 : rows.findIndex(({ id }) => id === openId)), [rows, openId]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: OVERSCAN,
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range);
      return open < 0 || inSight.includes(open) ? inSight : [...inSight, open].sort((a, b) => a - b);
    },
  });
  const { startIndex = 0, endIndex = 0 } = virtualizer.range ?? {};
  useEffect(() => {
    onRange?.(startIndex, endIndex);
  }, [onRange, startIndex, endIndex]);
  return { frame, virtualizer };
}

/** Too narrow for columns side by side: each row becomes a small card. */
const LABELLED_REM = 58;
const BARE_REM = 34;
const ROW_HEIGHT = 44;
/** So many rows beyond each edge, so that a fast scroll meets rows and not a blank. */
const OVERSCAN = 24;
