import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useFilters } from '../app/search.js';
import { useStrings } from '../app/strings/language.js';
import { groupsQuery } from '../groups/queries.js';

interface FieldProps {
  /** Of the filter, in the address and to the API. */
  readonly name: string;
  readonly label: string;
}

/** A filter that takes effect when the field is left or Enter is pressed. */
export function TextFilter({ name, label, inputMode = 'text' }: FieldProps & { readonly inputMode?: 'text' | 'tel' }) {
  const [{ [name]: current = '' }, change] = useFilters();
  const [text, setText] = useState(current);
  useEffect(() => {
    setText(current);
  }, [current]);
  const apply = () => {
    if (text.trim() !== current) change({ [name]: text.trim() });
  };
  return (
    <TextInput
      label={label}
      value={text}
      inputMode={inputMode}
      autoComplete="off"
      onChange={(event) => {
        setText(event.currentTarget.value);
      }}
      onBlur={apply}
      onKeyDown={({ key }) => {
        if (key === 'Enter') apply();
      }}
    />
  );
}

/** A moment in the reader's zone; the address holds it in UTC. */
export function TimeFilter({ name, label }: FieldProps) {
  const [{ [name]: current }, change] = useFilters();
  return (
    <TextInput
      type="datetime-local"
      label={label}
      value={current === undefined ? '' : toLocal(current)}
      onChange={(event) => {
        const { value } = event.currentTarget;
        change({ [name]: value === '' ? undefined : new Date(value).toISOString() });
      }}
    />
  );
}

function toLocal(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

interface ChoiceProps extends FieldProps {
  readonly any: string;
  readonly choices: Readonly<Record<string, string>>;
}

export function ChoiceFilter({ name, label, any, choices }: ChoiceProps) {
  const [{ [name]: current = '' }, change] = useFilters();
  const data = [
    { value: '', label: any },
    ...Object.entries(choices).map(([value, words]) => ({ value, label: words })),
  ];
  return (
    <NativeSelect
      label={label}
      data={data}
      value={current}
      onChange={(event) => {
        change({ [name]: event.currentTarget.value });
      }}
    />
  );
}

export function GroupFilter() {
  const { callIns } = useStrings();
  const groups = useQuery(groupsQuery);
  const choices = Object.fromEntries(groups.data?.map(({ name }) => [name, name]) ?? []);
  return <ChoiceFilter name="groupName" label={callIns.group} any={callIns.anyGroup} choices={choices} />;
}
