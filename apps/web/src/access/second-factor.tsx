import { type NewSecondFactor } from '@ctci/contracts';
import { Button, Code, List, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { encode } from 'uqr';
import { send } from '../app/api.js';
import { sessionKey } from '../app/session.js';
import { Problem } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { tell } from '../app/told.js';

export function SecondFactor({ isOn }: { readonly isOn: boolean }) {
  const { access } = useStrings();
  const [begun, setBegun] = useState<NewSecondFactor | null>(null);
  if (begun)
    return (
      <Setup
        begun={begun}
        onDone={() => {
          setBegun(null);
        }}
      />
    );
  return (
    <>
      <Text size="sm" c="dimmed">
        {isOn ? access.factorOn : access.factorOff}
      </Text>
      {isOn ? <Stop /> : <Start onBegun={setBegun} />}
    </>
  );
}

function Start({ onBegun }: { readonly onBegun: (begun: NewSecondFactor) => void }) {
  const { access } = useStrings();
  const begin = useMutation({
    mutationFn: async (password: string) =>
      (await send<NewSecondFactor>('POST', '/session/second-factor', { body: { password } })).body,
    onSuccess: onBegun,
  });
  return (
    <WithPassword
      label={access.factorStart}
      isPending={begin.isPending}
      error={begin.error}
      onPassword={begin.mutate}
    />
  );
}

function Stop() {
  const { access } = useStrings();
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: (password: string) => send('DELETE', '/session/second-factor', { body: { password } }),
    onSuccess: async () => {
      tell(access.factorRemoved);
      await client.invalidateQueries({ queryKey: sessionKey });
    },
  });
  return (
    <WithPassword label={access.factorStop} isPending={stop.isPending} error={stop.error} onPassword={stop.mutate} />
  );
}

interface WithPasswordProps {
  readonly label: string;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onPassword: (password: string) => void;
}

/** A session that somebody left open is not enough to change how its owner signs in. */
function WithPassword({ label, isPending, error, onPassword }: WithPasswordProps) {
  const { access } = useStrings();
  const [password, setPassword] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onPassword(password);
      }}
    >
      <Stack gap="sm">
        <PasswordInput
          label={access.password}
          required
          autoComplete="current-password"
          value={password}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
          }}
        />
        <Problem error={error} />
        <Button type="submit" loading={isPending}>
          {label}
        </Button>
      </Stack>
    </form>
  );
}

function Setup({
  begun: { uri, backupCodes },
  onDone,
}: {
  readonly begun: NewSecondFactor;
  readonly onDone: () => void;
}) {
  const { access } = useStrings();
  const client = useQueryClient();
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () => send('POST', '/session/second-factor/confirm', { body: { code } }),
    onSuccess: async () => {
      tell(access.factorDone);
      await client.invalidateQueries({ queryKey: sessionKey });
      onDone();
    },
  });
  return (
    <Stack gap="sm">
      <Text size="sm">{access.factorScan}</Text>
      <QrCode text={uri} />
      <Text size="sm">
        {access.factorKey}: <Code>{new URL(uri).searchParams.get('secret')}</Code>
      </Text>
      <Text size="sm" fw={600}>
        {access.backupCodes}
      </Text>
      <Text size="sm" c="dimmed">
        {access.backupHint}
      </Text>
      <List size="sm" className="number">
        {backupCodes.map((backup) => (
          <List.Item key={backup}>{backup}</List.Item>
        ))}
      </List>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={access.factorCode}
            required
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            onChange={(event) => {
              setCode(event.currentTarget.value.trim());
            }}
          />
          <Problem error={confirm.error} />
          <Button type="submit" loading={confirm.isPending}>
            {access.factorConfirm}
          </Button>
        </Stack>
      </form>
    </Stack>
  );
}

/** Drawn here: the secret goes to no other site. */
function QrCode({ text }: { readonly text: string }) {
  const { access } = useStrings();
  const { size, path } = useMemo(() => {
    const code = encode(text);
    const squares = code.data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size: code.size, path: squares.join('') };
  }, [text]);
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={access.factorScan}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
