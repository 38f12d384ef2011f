import { type InvitedUser, type Role } from '@ctci/contracts';
import { Button, Group as Row, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../app/api.js';
import { Problem } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { unique } from '../app/unique.js';
import { peopleQuery } from './queries.js';
import { useRoleChoices } from './role-of.js';
import { ShownOnce } from './shown-once.js';

export function Invite({ onClose }: { readonly onClose: () => void }) {
  const { app, access } = useStrings();
  const choices = useRoleChoices();
  const client = useQueryClient();
  const [draft, setDraft] = useState({ email: '', name: '', role: 'monitor' as Role });
  const invite = useMutation({
    mutationFn: async () => {
      const { name, ...rest } = draft;
      const body = { ...rest, ...(name.trim() && { name: name.trim() }) };
      return (await send<InvitedUser>('POST', '/users', { body, idempotencyKey: unique() })).body;
    },
    onSuccess: () => client.invalidateQueries(peopleQuery),
  });
  if (invite.data?.link !== undefined) {
    const { link, name, email } = invite.data;
    return <ShownOnce title={access.linkTitle} text={access.linkText(name || email)} secret={link} onClose={onClose} />;
  }
  return (
    <Modal opened onClose={onClose} title={access.invite} closeButtonProps={{ 'aria-label': app.close }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate();
        }}
      >
        <Stack>
          <TextInput
            label={access.email}
            type="email"
            required
            data-autofocus
            autoComplete="off"
            value={draft.email}
            onChange={(event) => {
              setDraft({ ...draft, email: event.currentTarget.value });
            }}
          />
          <TextInput
            label={`${access.name} (${app.optional})`}
            autoComplete="off"
            value={draft.name}
            onChange={(event) => {
              setDraft({ ...draft, name: event.currentTarget.value });
            }}
          />
          <NativeSelect
            label={access.role}
            data={choices}
            value={draft.role}
            onChange={(event) => {
              setDraft({ ...draft, role: event.currentTarget.value as Role });
            }}
          />
          <Problem error={invite.error} />
          <Row justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {app.cancel}
            </Button>
            <Button type="submit" loading={invite.isPending}>
              {access.invite}
            </Button>
          </Row>
        </Stack>
      </form>
    </Modal>
  );
}
