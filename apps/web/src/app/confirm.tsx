import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Problem } from './states.js';
import { useStrings } from './strings/language.js';

interface ConfirmProps {
  readonly title: string;
  readonly text: ReactNode;
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly isPending?: boolean;
  readonly error?: unknown;
  readonly color?: string;
  /** What has to be typed first, and how to ask for it. */
  readonly typed?: { readonly label: string; readonly value: string };
}

/** Asks before what cannot be taken back. */
export function Confirm({ title, text, action, onConfirm, onClose, typed, error, ...rest }: ConfirmProps) {
  const { app } = useStrings();
  const [entered, setEntered] = useState('');
  const isConfirmed = typed === undefined || entered.trim() === typed.value;
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': app.close }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isConfirmed) onConfirm();
        }}
      >
        <Stack>
          <Text size="sm">{text}</Text>
          {typed && (
            <TextInput
              label={typed.label}
              value={entered}
              data-autofocus
              autoComplete="off"
              onChange={({ currentTarget }) => {
                setEntered(currentTarget.value);
              }}
            />
          )}
          <Problem error={error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {app.cancel}
            </Button>
            <Button
              type="submit"
              color={rest.color ?? 'red.8'}
              disabled={!isConfirmed}
              loading={rest.isPending ?? false}
            >
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
