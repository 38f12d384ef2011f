import { type Session } from '@ctci/contracts';
import { Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Refusal, send } from '../app/api.js';
import { queryClient } from '../app/query-client.js';
import { useFilters } from '../app/search.js';
import { sessionKey } from '../app/session.js';
import { Problem } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';

/** Where a one-time link leads: a password is chosen, and one is signed in. */
export function Page() {
  const { app, access } = useStrings();
  const [{ token = '' }] = useFilters();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  useEffect(() => {
    document.title = `${access.welcomeTitle} · ${app.name}`;
  }, [access, app]);
  const begin = useMutation({
    mutationFn: () =>
      send<Session>('POST', '/session/welcome', {
        body: { token, password, ...(name.trim() && { name: name.trim() }) },
      }),
    onSuccess: async ({ body }) => {
      queryClient.setQueryData(sessionKey, body);
      await navigate({ to: '/', replace: true });
    },
  });
  const isSpent = token === '' || (begin.error instanceof Refusal && begin.error.code === 'LINK_SPENT');
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper className="surface" p="xl" w="100%" maw={400}>
        {isSpent ? (
          <Spent />
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              begin.mutate();
            }}
          >
            <Stack>
              <Title order={1}>{access.welcomeTitle}</Title>
              <Text c="dimmed">{access.welcome}</Text>
              <TextInput
                label={`${access.name} (${app.optional})`}
                autoComplete="name"
                value={name}
                onChange={(event) => {
                  setName(event.currentTarget.value);
                }}
              />
              <PasswordInput
                label={access.newPassword}
                description={access.passwordHint}
                required
                autoComplete="new-password"
                value={password}
                onChange={(event) => {
                  setPassword(event.currentTarget.value);
                }}
              />
              <Problem error={begin.error} />
              <Button type="submit" loading={begin.isPending}>
                {access.begin}
              </Button>
            </Stack>
          </form>
        )}
      </Paper>
    </Center>
  );
}

function Spent() {
  const { access } = useStrings();
  return (
    <Stack role="alert">
      <Title order={1}>{access.linkSpentTitle}</Title>
      <Text>{access.linkSpent}</Text>
    </Stack>
  );
}
