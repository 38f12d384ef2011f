import { type Session } from '@ctci/contracts';
import {
  Alert,
  Anchor,
  Button,
  Center,
  Divider,
  Group,
  Paper,
  PasswordInput,
  Stack,
  TextInput,
  Title,
} from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { query, read, Refusal, send } from '../app/api.js';
import { CallIcon } from '../app/icons.js';
import { queryClient } from '../app/query-client.js';
import { sessionKey } from '../app/session.js';
import { wordsOf } from '../app/states.js';
import { type Strings } from '../app/strings/en.js';
import { LANGUAGES, type Language, useLanguage, useStrings } from '../app/strings/language.js';

interface Options {
  readonly openIdConnect: { readonly name: string } | null;
}

/** Shown at whatever address was asked for, which is there again after the sign-in. */
export function SignInPage() {
  const { app, access } = useStrings();
  const options = useQuery({ queryKey: ['session-options'], queryFn: () => read<Options>('/session/options') });
  const provider = options.data?.openIdConnect;
  const failure = new URLSearchParams(location.search).get('signInError');
  useEffect(() => {
    document.title = `${access.signIn} · ${app.name}`;
  }, [access, app]);
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper className="surface" p="xl" w="100%" maw={400}>
        <Stack>
          <Group gap="xs">
            <CallIcon size={26} />
            <Title order={1}>{app.name}</Title>
          </Group>
          {failure !== null && (
            <Alert role="alert" color="red">
              {access.providerErrors[failure] ?? access.providerFailed}
            </Alert>
          )}
          <SignInForm />
          {provider && <Provider name={provider.name} />}
          <Languages />
        </Stack>
      </Paper>
    </Center>
  );
}

function SignInForm() {
  const strings = useStrings();
  const { access } = strings;
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const signIn = useMutation({
    mutationFn: () => send<Session>('POST', '/session', { body: { email, password, ...(code && { code }) } }),
    onSuccess: ({ body }) => queryClient.setQueryData(sessionKey, body),
  });
  const [needsCode, setNeedsCode] = useState(false);
  const refusal = signIn.error instanceof Refusal ? signIn.error.code : null;
  if (refusal === 'SECOND_FACTOR_REQUIRED' && !needsCode) setNeedsCode(true);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate();
      }}
    >
      <Stack>
        {signIn.error && refusal !== 'SECOND_FACTOR_REQUIRED' && (
          <Alert role="alert" color="red" p="xs">
            {signInWords(signIn.error, strings)}
          </Alert>
        )}
        <TextInput
          label={access.email}
          type="email"
          required
          autoComplete="username"
          autoFocus
          value={email}
          onChange={(event) => {
            setEmail(event.currentTarget.value);
          }}
        />
        <PasswordInput
          label={access.password}
          required
          autoComplete="current-password"
          value={password}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
          }}
        />
        {needsCode && (
          <TextInput
            label={access.code}
            description={access.codeHint}
            required
            autoFocus
            autoComplete="one-time-code"
            value={code}
            onChange={(event) => {
              setCode(event.currentTarget.value.trim());
            }}
          />
        )}
        <Button type="submit" loading={signIn.isPending}>
          {access.signIn}
        </Button>
      </Stack>
    </form>
  );
}

function signInWords(error: unknown, strings: Strings): string {
  const { access } = strings;
  if (!(error instanceof Refusal)) return wordsOf(error, strings);
  if (error.status === 429) return access.tooOften;
  if (error.code === 'WRONG_CREDENTIALS') return access.wrongCredentials;
  if (error.code === 'WRONG_SECOND_FACTOR') return access.wrongCode;
  return wordsOf(error, strings);
}

/** A link, not a button: the browser itself goes to the provider and comes back. */
function Provider({ name }: { readonly name: string }) {
  const { access } = useStrings();
  const returnTo = location.pathname + location.search.replace(/[?&]signInError=[^&]*/, '');
  return (
    <>
      <Divider label={access.or} />
      <Button component="a" variant="default" href={`/api/v1/session/open-id-connect${query({ returnTo })}`}>
        {access.withProvider(name)}
      </Button>
    </>
  );
}

function Languages() {
  const { language, choose } = useLanguage();
  return (
    <Group justify="center" gap="md">
      {(Object.entries(LANGUAGES) as [Language, string][]).map(([tag, name]) => (
        <Anchor
          key={tag}
          component="button"
          type="button"
          size="sm"
          lang={tag}
          aria-pressed={tag === language}
          fw={tag === language ? 600 : 400}
          onClick={() => {
            choose(tag);
          }}
        >
          {name}
        </Anchor>
      ))}
    </Group>
  );
}
