import { Alert, Button, Center, Loader, Stack, Text, Title } from '@mantine/core';
import { type ReactNode } from 'react';
import { Refusal, Unreachable } from './api.js';
import { LockIcon, WarningIcon } from './icons.js';
import { useStrings } from './strings/language.js';
import { type Strings } from './strings/en.js';
import { say, sayField } from './strings/said.js';

export function Loading() {
  const { app } = useStrings();
  return (
    <Center p="xl" role="status">
      <Loader size="sm" mr="sm" aria-hidden />
      <Text c="dimmed">{app.loading}</Text>
    </Center>
  );
}

/** Nothing is there yet, or nothing fits; and what to do about it. */
export function Empty({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}) {
  return (
    <Center p="xl" className="surface">
      <Stack align="center" gap="xs" maw={420} ta="center">
        <Title order={2}>{title}</Title>
        <Text c="dimmed">{text}</Text>
        {children}
      </Stack>
    </Center>
  );
}

/** What a person should read about an error. */
export function wordsOf(error: unknown, { app, said }: Strings): string {
  if (error instanceof Unreachable) return app.unreachable;
  if (!(error instanceof Refusal)) return app.unexpected;
  if (error.status === 412) return app.changedMeanwhile;
  const [field] = error.fields;
  return field ? sayField(said, field) : say(said, 'problems', { code: error.code, message: error.detail });
}

export function Failed({ error, onAgain }: { readonly error: unknown; readonly onAgain?: () => void }) {
  const strings = useStrings();
  if (error instanceof Refusal && error.status === 403) return <Forbidden />;
  return (
    <Alert role="alert" color="red" icon={<WarningIcon />} title={strings.app.failedTitle}>
      <Text size="sm" mb={onAgain ? 'sm' : 0}>
        {wordsOf(error, strings)}
      </Text>
      {onAgain && (
        <Button size="xs" variant="default" onClick={onAgain}>
          {strings.app.again}
        </Button>
      )}
    </Alert>
  );
}

function Forbidden() {
  const { app } = useStrings();
  return <Empty title={app.forbiddenTitle} text={app.forbidden} />;
}

export function ReadOnly() {
  const { app } = useStrings();
  return (
    <Alert color="gray" variant="light" icon={<LockIcon />} p="xs">
      <Text size="sm">{app.readOnly}</Text>
    </Alert>
  );
}

/** The error of what has just been tried, beside the button that tried it. */
export function Problem({ error }: { readonly error: unknown }) {
  const strings = useStrings();
  if (!error) return null;
  return (
    <Text role="alert" size="sm" c="var(--mantine-color-error)">
      {wordsOf(error, strings)}
    </Text>
  );
}
