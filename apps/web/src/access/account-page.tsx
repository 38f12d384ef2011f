import { Button, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { send } from '../app/api.js';
import { Page as Frame } from '../app/page.js';
import { allows, useSession } from '../app/session.js';
import { Problem } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { tell } from '../app/told.js';
import { Erasure } from './erasure.js';
import { SecondFactor } from './second-factor.js';
import { signOut } from './sign-out.js';

/** What a person may change about their own sign-in. */
export function Page() {
  const { access } = useStrings();
  const session = useSession();
  return (
    <Frame title={access.account}>
      <div className="tiles">
        <Card title={access.changePassword}>
          <Password />
        </Card>
        <Card title={access.secondFactor}>
          <SecondFactor isOn={session.user.secondFactor} />
        </Card>
        <Card title={access.signOutAll}>
          <Text size="sm" c="dimmed">
            {access.signOutAllHint}
          </Text>
          <Button variant="default" onClick={() => void signOut('/session/all')}>
            {access.signOutAll}
          </Button>
        </Card>
        {allows(session, 'admin') && (
          <Card title={access.erase}>
            <Erasure />
          </Card>
        )}
      </div>
    </Frame>
  );
}

function Card({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Stack component="section" className="surface" p="md" gap="sm">
      <Title order={2}>{title}</Title>
      {children}
    </Stack>
  );
}

function Password() {
  const { access } = useStrings();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const change = useMutation({
    mutationFn: () => send('POST', '/session/password', { body: { currentPassword, newPassword } }),
    onSuccess: () => {
      tell(access.passwordChanged);
      setCurrent('');
      setNew('');
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <Stack gap="sm">
        <PasswordInput
          label={access.currentPassword}
          required
          autoComplete="current-password"
          value={currentPassword}
          onChange={(event) => {
            setCurrent(event.currentTarget.value);
          }}
        />
        <PasswordInput
          label={access.newPassword}
          description={access.passwordHint}
          required
          autoComplete="new-password"
          value={newPassword}
          onChange={(event) => {
            setNew(event.currentTarget.value);
          }}
        />
        <Problem error={change.error} />
        <Button type="submit" loading={change.isPending}>
          {access.changePassword}
        </Button>
      </Stack>
    </form>
  );
}
