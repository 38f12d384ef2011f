import { type Group } from '@ctci/contracts';
import { parseGroupName } from '@ctci/domain';
import { Button, Group as Row, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../app/api.js';
import { AddIcon } from '../app/icons.js';
import { Problem } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { tell } from '../app/told.js';
import { unique } from '../app/unique.js';
import { groupsQuery } from './queries.js';

/** The name is the one thing that never changes again, so it is asked for by itself. */
export function NewGroup({ onCreated }: { readonly onCreated: (groupId: string) => void }) {
  const { groups } = useStrings();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button
        leftSection={<AddIcon />}
        onClick={() => {
          setIsOpen(true);
        }}
      >
        {groups.create}
      </Button>
      {isOpen && (
        <NewGroupDialog
          onCreated={onCreated}
          onClose={() => {
            setIsOpen(false);
          }}
        />
      )}
    </>
  );
}

interface DialogProps {
  readonly onCreated: (groupId: string) => void;
  readonly onClose: () => void;
}

function NewGroupDialog({ onCreated, onClose }: DialogProps) {
  const { app, groups } = useStrings();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [key, setKey] = useState(unique);
  const parsed = parseGroupName(name);
  const create = useMutation({
    mutationFn: () => send<Group>('POST', '/groups', { body: { name }, idempotencyKey: key }),
    onSuccess: async ({ body }) => {
      await client.invalidateQueries(groupsQuery);
      tell(groups.saved);
      onClose();
      onCreated(body.id);
    },
  });
  return (
    <Modal opened onClose={onClose} title={groups.create} closeButtonProps={{ 'aria-label': app.close }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (parsed.ok) create.mutate();
        }}
      >
        <Stack>
          <TextInput
            label={groups.newName}
            description={groups.newNameHint}
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setKey(unique());
              create.reset();
            }}
            error={name !== '' && !parsed.ok && groups.nameProblems[parsed.error.code]}
            autoComplete="off"
            data-autofocus
          />
          <Problem error={create.error} />
          <Row justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {app.cancel}
            </Button>
            <Button type="submit" disabled={!parsed.ok} loading={create.isPending}>
              {groups.save}
            </Button>
          </Row>
        </Stack>
      </form>
    </Modal>
  );
}
