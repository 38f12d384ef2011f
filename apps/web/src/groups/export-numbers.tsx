import { Button, Menu } from '@mantine/core';
import { ExportIcon } from '../app/icons.js';
import { useStrings } from '../app/strings/language.js';

export function ExportNumbers({ groupId }: { readonly groupId: string }) {
  const { groups } = useStrings();
  const href = `/api/v1/groups/${groupId}/numbers.csv`;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<ExportIcon />}>
          {groups.export}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={`${href}?for=programs`} download>
          {groups.exportPrograms}
        </Menu.Item>
        <Menu.Item component="a" href={`${href}?for=spreadsheet`} download>
          {groups.exportSpreadsheet}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
