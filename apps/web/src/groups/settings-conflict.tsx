import { Button, Group as Row, Modal, Stack, Table, Text } from '@mantine/core';
import { type Strings } from '../app/strings/en.js';
import { useStrings } from '../app/strings/language.js';
import { type Conflict, differences, type SettingsDraft } from './use-settings-form.js';

interface SettingsConflictProps {
  readonly conflict: Conflict;
  readonly onTakeTheirs: () => void;
  readonly onKeepMine: () => void;
}

/** Two administrators have changed one group: what each of them wants, side by side. */
export function SettingsConflict({
  conflict: { theirs, before, mine },
  onTakeTheirs,
  onKeepMine,
}: SettingsConflictProps) {
  const { app, groups } = useStrings();
  const names = [...new Set([...differences(before, theirs), ...differences(before, { ...before, ...mine })])];
  return (
    <Modal
      opened
      size="lg"
      onClose={onKeepMine}
      title={groups.conflictTitle}
      closeButtonProps={{ 'aria-label': app.close }}
    >
      <Stack>
        <Text size="sm">{groups.conflict}</Text>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{groups.conflictSetting}</Table.Th>
              <Table.Th>{groups.conflictTheirs}</Table.Th>
              <Table.Th>{groups.conflictMine}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {names.map((name) => (
              <Table.Tr key={name}>
                <Table.Td>{nameOf(name, groups)}</Table.Td>
                <Table.Td>{wordsOf(theirs[name], app)}</Table.Td>
                <Table.Td>{name in mine ? wordsOf(mine[name], app) : groups.conflictUntouched}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Row justify="flex-end">
          <Button variant="default" onClick={onKeepMine}>
            {groups.keepMine}
          </Button>
          <Button onClick={onTakeTheirs}>{groups.takeTheirs}</Button>
        </Row>
      </Stack>
    </Modal>
  );
}

const nameOf = (name: keyof SettingsDraft, groups: Strings['groups']): string => groups[name];

function wordsOf(value: SettingsDraft[keyof SettingsDraft] | undefined, app: Strings['app']): string {
  if (value === undefined || value === null || value === '') return app.none;
  if (typeof value === 'boolean') return value ? app.yes : app.no;
  return String(value);
}
