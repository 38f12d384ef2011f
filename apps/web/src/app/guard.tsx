import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useStrings } from './strings/language.js';

/** Asks before unsaved changes are left behind: by a link, the back button, a reload or a closed tab. */
export function Guard({ isDirty }: { readonly isDirty: boolean }) {
  const { app } = useStrings();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isDirty,
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <Modal opened onClose={reset} title={app.guardTitle} closeButtonProps={{ 'aria-label': app.close }}>
      <Stack>
        <Text size="sm">{app.guard}</Text>
        <Group justify="flex-end">
          <Button data-autofocus onClick={reset}>
            {app.guardStay}
          </Button>
          <Button variant="default" onClick={proceed}>
            {app.guardLeave}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
