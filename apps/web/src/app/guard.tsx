import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useStrings } from './strings/language.js';

/** Asks before unsaved changes are left behind: by a link, the back button, a reload or a closed tab. */
export function Guard({ isDirty }: { readonly isDirty: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isDirty,
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  });
  return status === 'blocked' && <AskToLeave onStay={reset} onLeave={proceed} />;
}

interface AskToLeaveProps {
  readonly onStay: () => void;
  readonly onLeave: () => void;
}

export function AskToLeave({ onStay, onLeave }: AskToLeaveProps) {
  const { app } = useStrings();
  return (
    <Modal opened onClose={onStay} title={app.guardTitle} closeButtonProps={{ 'aria-label': app.close }}>
      <Stack>
        <Text size="sm">{app.guard}</Text>
        <Group justify="flex-end">
          <Button data-autofocus onClick={onStay}>
            {app.guardStay}
          </Button>
          <Button variant="default" onClick={onLeave}>
            {app.guardLeave}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
