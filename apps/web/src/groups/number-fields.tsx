import { Anchor, TextInput } from '@mantine/core';
import { type ReactNode } from 'react';
import { useStrings } from '../app/strings/language.js';
import { sayField } from '../app/strings/said.js';
import { type Finding } from './checks.js';

export interface NumberDraft {
  readonly dnis: string;
  readonly description: string;
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong with the value, if anything. */
  readonly finding: Finding | null;
  readonly hint?: string;
  readonly isNumber?: boolean;
  readonly autoFocus?: boolean;
}

/** A cell that says, as one types, what is wrong with it and what was likely meant. */
export function CheckedField({
  label,
  value,
  onChange,
  finding,
  hint,
  isNumber = false,
  autoFocus = false,
}: FieldProps) {
  return (
    <TextInput
      label={label}
      description={hint}
      value={value}
      inputMode={isNumber ? 'tel' : 'text'}
      autoComplete="off"
      spellCheck={false}
      autoFocus={autoFocus}
      error={finding && <FindingWords finding={finding} onAccept={onChange} />}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}

function FindingWords({
  finding,
  onAccept,
}: {
  readonly finding: Finding;
  readonly onAccept: (value: string) => void;
}): ReactNode {
  const { groups, said } = useStrings();
  const { suggestion } = finding;
  const message = sayField(said, finding);
  if (suggestion === undefined) return message;
  return (
    <>
      {message}{' '}
      <Anchor
        component="button"
        type="button"
        size="xs"
        inherit
        onClick={() => {
          onAccept(suggestion);
        }}
      >
        {groups.accept(suggestion)}
      </Anchor>
    </>
  );
}
