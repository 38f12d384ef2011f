import { type User } from '@ctci/contracts';
import { ActionIcon, Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../app/api.js';
import { Confirm } from '../app/confirm.js';
import { EditIcon } from '../app/icons.js';
import { Problem } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { tell } from '../app/told.js';
import { versionOf } from './person-version.js';
import { peopleQuery } from './queries.js';
import { ShownOnce } from './shown-once.js';
import { useChangePerson } from './use-change-person.js';

export function PersonActions({ person }: { readonly person: User }) {
  const { access } = useStrings();
  const who = person.name || person.email;
  const change = useChangePerson(person);
  const reset = useMutation({
    mutationFn: async () => (await send<{ link: string }>('POST', `/users/${person.id}/reset`)).body.link,
  });
  const signOut = useMutation({
    mutationFn: () => send('POST', `/users/${person.id}/sign-out`),
    onSuccess: () => {
      tell(access.signedOut);
    },
  });
  const [isRemoving, setIsRemoving] = useState(false);
  const isDisabled = person.state === 'disabled';
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={access.actionsFor(who)}>
            <EditIcon size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!person.openIdConnect && (
            <Menu.Item
              onClick={() => {
                reset.mutate();
              }}
            >
              {access.reset}
            </Menu.Item>
          )}
          <Menu.Item
            onClick={() => {
              signOut.mutate();
            }}
          >
            {access.signOutPerson}
          </Menu.Item>
          <Menu.Item
            onClick={() => {
              change.mutate({ disabled: !isDisabled });
            }}
          >
            {isDisabled ? access.enable : access.disable}
          </Menu.Item>
          <Menu.Item
            c="var(--mantine-color-error)"
            onClick={() => {
              setIsRemoving(true);
            }}
          >
            {access.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Problem error={reset.error ?? signOut.error ?? change.error} />
      {reset.data !== undefined && (
        <ShownOnce title={access.linkTitle} text={access.linkText(who)} secret={reset.data} onClose={reset.reset} />
      )}
      {isRemoving && (
        <Remove
          person={person}
          who={who}
          onClose={() => {
            setIsRemoving(false);
          }}
        />
      )}
    </>
  );
}

function Remove({
  person,
  who,
  onClose,
}: {
  readonly person: User;
  readonly who: string;
  readonly onClose: () => void;
}) {
  const { access } = useStrings();
  const client = useQueryClient();
  const [shown] = useState(person);
  const remove = useMutation({
    mutationFn: async () => send('DELETE', `/users/${shown.id}`, { ifMatch: await versionOf(shown) }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries(peopleQuery),
  });
  return (
    <Confirm
      title={access.removeTitle(who)}
      text={access.removeText}
      action={access.remove}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={remove.mutate}
      onClose={onClose}
    />
  );
}
