import { type Group } from '@ctci/contracts';
import { Select } from '@mantine/core';
import { useStrings } from '../app/strings/language.js';

interface GroupPickerProps {
  readonly groups: readonly Group[];
  readonly value: string;
  readonly onChoose: (groupId: string | undefined) => void;
}

export function GroupPicker({ groups: all, value, onChoose }: GroupPickerProps) {
  const { groups } = useStrings();
  return (
    <Select
      label={groups.group}
      placeholder={groups.chooseGroup}
      nothingFoundMessage={groups.noGroupFound}
      data={all.map(({ id, name }) => ({ value: id, label: name }))}
      value={value || null}
      onChange={(id) => {
        onChoose(id ?? undefined);
      }}
      searchable
      allowDeselect={false}
      limit={200}
      w={{ base: '100%', xs: 320 }}
    />
  );
}
