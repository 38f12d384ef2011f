import { type CreatedApiKey, type Scope } from '@ctci/contracts';
import { Button, Checkbox, Group as Row, Modal, MultiSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../app/api.js';
import { Problem } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { unique } from '../app/unique.js';
import { groupsQuery } from '../groups/queries.js';
import { keysQuery } from './queries.js';
import { ShownOnce } from './shown-once.js';

interface KeyDraft {
  readonly name: string;
  readonly scopes: string[];
  readonly groupIds: string[];
  /** A day, or nothing. */
  readonly expires: string;
}

const EMPTY: KeyDraft = { name: '', scopes: ['call-ins:create'], groupIds: [], expires: '' };

export function CreateKey({ onClose }: { readonly onClose: () => void }) {
  const { app, access } = useStrings();
  const client = useQueryClient();
  const [draft, setDraft] = useState(EMPTY);
  const create = useMutation({
    mutationFn: async () =>
      (await send<CreatedApiKey>('POST', '/api-keys', { body: bodyOf(draft), idempotencyKey: unique() })).body,
    onSuccess: () => client.invalidateQueries(keysQuery),
  });
  if (create.data)
    return (
      <ShownOnce title={access.keyMade} text={access.keyMadeText} secret={create.data.key ?? ''} onClose={onClose} />
    );
  return (
    <Modal opened onClose={onClose} title={access.createKey} closeButtonProps={{ 'aria-label': app.close }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack>
          <KeyFields
            draft={draft}
            change={(changed) => {
              setDraft({ ...draft, ...changed });
            }}
          />
          <Problem error={create.error} />
          <Row justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {app.cancel}
            </Button>
            <Button
              type="submit"
              disabled={draft.name.trim() === '' || draft.scopes.length === 0}
              loading={create.isPending}
            >
              {access.createKey}
            </Button>
          </Row>
        </Stack>
      </form>
    </Modal>
  );
}

function KeyFields({
  draft,
  change,
}: {
  readonly draft: KeyDraft;
  readonly change: (changed: Partial<KeyDraft>) => void;
}) {
  const { access } = useStrings();
  const groups = useQuery(groupsQuery);
  return (
    <>
      <TextInput
        label={access.keyName}
        required
        data-autofocus
        autoComplete="off"
        maxLength={128}
        value={draft.name}
        onChange={(event) => {
          change({ name: event.currentTarget.value });
        }}
      />
      <Checkbox.Group
        label={access.scopes}
        value={draft.scopes}
        onChange={(scopes) => {
          change({ scopes });
        }}
      >
        <Stack gap={6} mt={6}>
          {(Object.entries(access.scopeNames) as [Scope, string][]).map(([scope, name]) => (
            <Checkbox key={scope} value={scope} label={name} />
          ))}
        </Stack>
      </Checkbox.Group>
      <MultiSelect
        label={access.keyGroups}
        placeholder={draft.groupIds.length === 0 ? access.allGroups : ''}
        data={groups.data?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        value={draft.groupIds}
        onChange={(groupIds) => {
          change({ groupIds });
        }}
        searchable
        withScrollArea={false}
        styles={{ options: { maxHeight: '14rem', overflowY: 'auto' } }}
      />
      <TextInput
        type="date"
        label={access.expires}
        description={access.expiresHint}
        value={draft.expires}
        onChange={(event) => {
          change({ expires: event.currentTarget.value });
        }}
      />
    </>
  );
}

/** A day ends where the reader is. */
const bodyOf = ({ name, scopes, groupIds, expires }: KeyDraft) => ({
  ...{ name, scopes },
  ...(groupIds.length > 0 && { groupIds }),
  ...(expires !== '' && { expiresAt: new Date(`${expires}T23:59:59`).toISOString() }),
});
