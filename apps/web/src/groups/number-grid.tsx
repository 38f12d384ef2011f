import { type PoolNumber } from '@ctci/contracts';
import { ActionIcon, Badge, Group as Row, Tooltip } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { type Column, DataGrid } from '../app/data-grid.js';
import { AskToLeave, Guard } from '../app/guard.js';
import { DeleteIcon, EditIcon, WarningIcon } from '../app/icons.js';
import { type Strings } from '../app/strings/en.js';
import { useStrings } from '../app/strings/language.js';
import { say } from '../app/strings/said.js';
import { DeleteNumber } from './delete-number.js';
import { EditNumber } from './edit-number.js';
import { useNumberEdit, withEdited } from './use-number-edit.js';

interface NumberGridProps {
  readonly groupId: string;
  readonly rows: readonly PoolNumber[];
  readonly onRange: (first: number, last: number) => void;
  readonly isLocked: boolean;
  /** In place of rows where there are none. */
  readonly children: ReactNode;
}

export function NumberGrid({ groupId, rows, onRange, isLocked, children }: NumberGridProps) {
  const { groups } = useStrings();
  const editing = useNumberEdit();
  const { edit, goTo } = editing;
  const [deleting, setDeleting] = useState<PoolNumber | null>(null);
  const columns = useMemo(
    () => columnsOf(groups, isLocked ? null : { edit: goTo, remove: setDeleting }),
    [groups, isLocked, goTo],
  );
  const shown = useMemo(() => withEdited(rows, edit?.number), [rows, edit?.number]);
  return (
    <>
      <Guard isDirty={editing.isDirty} />
      {editing.isAsking && <AskToLeave onStay={editing.stay} onLeave={editing.leave} />}
      {shown.length === 0 && children}
      {shown.length > 0 && (
        <DataGrid
          label={groups.pool}
          columns={columns}
          rows={shown}
          idOf={dnisOf}
          open={
            edit && {
              id: edit.number.dnis,
              content: <EditNumber key={edit.number.dnis} groupId={groupId} {...editing} edit={edit} />,
            }
          }
          onRange={onRange}
          height="60vh"
        />
      )}
      {deleting && (
        <DeleteNumber
          groupId={groupId}
          number={deleting}
          onClose={() => {
            setDeleting(null);
          }}
        />
      )}
    </>
  );
}

const dnisOf = ({ dnis }: PoolNumber) => dnis;

interface RowActions {
  readonly edit: (number: PoolNumber) => void;
  readonly remove: (number: PoolNumber) => void;
}

function columnsOf(groups: Strings['groups'], actions: RowActions | null): Column<PoolNumber>[] {
  const columns: Column<PoolNumber>[] = [
    {
      ...{ id: 'dnis', bare: true, header: groups.dnis, width: 'minmax(11.5rem, 1fr)' },
      cell: (number) => <Dnis number={number} />,
    },
    {
      ...{ id: 'state', bare: true, header: groups.state, width: '6rem' },
      cell: ({ state }) => <StateBadge state={state} />,
    },
    {
      ...{ id: 'description', bare: true, header: groups.description, width: 'minmax(0, 1.4fr)' },
      cell: ({ description }) => description,
    },
  ];
  if (!actions) return columns;
  const cell = (number: PoolNumber) => (number.state === 'draining' ? null : <Actions number={number} {...actions} />);
  return [
    ...columns,
    { ...{ id: 'actions', bare: true, header: groups.actions, width: '4.5rem' }, align: 'end', cell },
  ];
}

function Dnis({ number: { dnis, warnings } }: { readonly number: PoolNumber }) {
  const { groups, said } = useStrings();
  return (
    <Row gap={6} wrap="nowrap">
      <span className="number">{dnis}</span>
      {warnings.length > 0 && (
        <Tooltip label={warnings.map((warning) => say(said, 'rows', warning)).join(' ')}>
          <ActionIcon variant="subtle" color="yellow.9" size="sm" aria-label={groups.warnings(dnis)}>
            <WarningIcon size={16} />
          </ActionIcon>
        </Tooltip>
      )}
    </Row>
  );
}

const COLORS = { free: 'teal', leased: 'blue', cooling: 'yellow', draining: 'gray' } as const;

function StateBadge({ state }: { readonly state: PoolNumber['state'] }) {
  const { groups } = useStrings();
  return (
    <Badge color={COLORS[state]} variant="light" title={groups.stateHints[state]}>
      {groups.numberStates[state]}
    </Badge>
  );
}

interface ActionsProps extends RowActions {
  readonly number: PoolNumber;
}

function Actions({ number, edit, remove }: ActionsProps) {
  const { groups } = useStrings();
  return (
    <Row gap={4} wrap="nowrap" justify="flex-end">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={groups.editNumber(number.dnis)}
        onClick={() => {
          edit(number);
        }}
      >
        <EditIcon size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={groups.deleteNumber(number.dnis)}
        onClick={() => {
          remove(number);
        }}
      >
        <DeleteIcon size={16} />
      </ActionIcon>
    </Row>
  );
}
