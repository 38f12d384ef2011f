import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../app/api.js';
import { Confirm } from '../app/confirm.js';
import { useFormat } from '../app/format.js';
import { useStrings } from '../app/strings/language.js';

interface Erased {
  readonly records: number;
  readonly attempts: number;
}

/** What a caller may ask for by law: to be forgotten. */
export function Erasure() {
  const { access } = useStrings();
  const format = useFormat();
  const [phoneNumber, setPhoneNumber] = useState('');
  const [isAsking, setIsAsking] = useState(false);
  const erase = useMutation({
    mutationFn: async () => (await send<Erased>('POST', '/erasure', { body: { phoneNumber } })).body,
    onSuccess: () => {
      setIsAsking(false);
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setIsAsking(true);
      }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {access.eraseHint}
        </Text>
        <TextInput
          label={access.phoneNumber}
          required
          inputMode="tel"
          autoComplete="off"
          value={phoneNumber}
          onChange={(event) => {
            setPhoneNumber(event.currentTarget.value);
            erase.reset();
          }}
        />
        <Text size="sm" role="status">
          {erase.data && access.erased(format.number(erase.data.records), format.number(erase.data.attempts))}
        </Text>
        <Button type="submit" variant="default">
          {access.erase}
        </Button>
      </Stack>
      {isAsking && (
        <Confirm
          title={access.erase}
          text={access.eraseHint}
          action={access.eraseType}
          isPending={erase.isPending}
          error={erase.error}
          onConfirm={erase.mutate}
          onClose={() => {
            setIsAsking(false);
          }}
        />
      )}
    </form>
  );
}
