import { type ApiKey, type CreatedApiKey } from '@ctci/contracts';
import { Button, Group as Row } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../app/api.js';
import { Confirm } from '../app/confirm.js';
import { useStrings } from '../app/strings/language.js';
import { unique } from '../app/unique.js';
import { keysQuery } from './queries.js';
import { ShownOnce } from './shown-once.js';

export function KeyActions({ apiKey }: { readonly apiKey: ApiKey }) {
  const { access } = useStrings();
  const [asking, setAsking] = useState<'revoke' | 'rotate' | null>(null);
  const close = () => {
    setAsking(null);
  };
  return (
    <Row gap={6} justify="flex-end" wrap="nowrap">
      <Button
        size="compact-sm"
        variant="default"
        aria-label={access.rotateTitle(apiKey.name)}
        onClick={() => {
          setAsking('rotate');
        }}
      >
        {access.rotate}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={access.revokeTitle(apiKey.name)}
        onClick={() => {
          setAsking('revoke');
        }}
      >
        {access.revoke}
      </Button>
      {asking === 'revoke' && <Revoke apiKey={apiKey} onClose={close} />}
      {asking === 'rotate' && <Rotate apiKey={apiKey} onClose={close} />}
    </Row>
  );
}

interface StepProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

function Revoke({ apiKey: { id, name }, onClose }: StepProps) {
  const { access } = useStrings();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => send('DELETE', `/api-keys/${id}`),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries(keysQuery);
    },
  });
  return (
    <Confirm
      title={access.revokeTitle(name)}
      text={access.revokeText}
      action={access.revoke}
      isPending={revoke.isPending}
      error={revoke.error}
      onConfirm={revoke.mutate}
      onClose={onClose}
    />
  );
}

function Rotate({ apiKey: { id, name }, onClose }: StepProps) {
  const { access } = useStrings();
  const client = useQueryClient();
  const rotate = useMutation({
    mutationFn: async () =>
      (await send<CreatedApiKey>('POST', `/api-keys/${id}/rotate`, { body: {}, idempotencyKey: unique() })).body,
    onSuccess: () => client.invalidateQueries(keysQuery),
  });
  if (rotate.data)
    return (
      <ShownOnce title={access.keyMade} text={access.keyMadeText} secret={rotate.data.key ?? ''} onClose={onClose} />
    );
  return (
    <Confirm
      title={access.rotateTitle(name)}
      text={access.rotateText}
      action={access.rotate}
      color="petrol"
      isPending={rotate.isPending}
      error={rotate.error}
      onConfirm={rotate.mutate}
      onClose={onClose}
    />
  );
}
