import { type User } from '@ctci/contracts';
import { Badge, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type Column, DataGrid } from '../app/data-grid.js';
import { type Formats, useFormat } from '../app/format.js';
import { AddIcon } from '../app/icons.js';
import { Page as Frame } from '../app/page.js';
import { useSession } from '../app/session.js';
import { Failed, Loading } from '../app/states.js';
import { type Strings } from '../app/strings/en.js';
import { useStrings } from '../app/strings/language.js';
import { Invite } from './invite.js';
import { PersonActions } from './person-actions.js';
import { peopleQuery } from './queries.js';
import { RoleOf } from './role-of.js';

/** Who may sign in, and what they may do. */
export function Page() {
  const strings = useStrings();
  const { access } = strings;
  const format = useFormat();
  const { user } = useSession();
  const [isInviting, setIsInviting] = useState(false);
  const people = useQuery(peopleQuery);
  const columns = useMemo(() => columnsOf(strings, format, user.id), [strings, format, user.id]);
  return (
    <Frame
      title={access.people}
      hint={access.peopleHint}
      actions={
        <Button
          leftSection={<AddIcon />}
          onClick={() => {
            setIsInviting(true);
          }}
        >
          {access.invite}
        </Button>
      }
    >
      {isInviting && (
        <Invite
          onClose={() => {
            setIsInviting(false);
          }}
        />
      )}
      {people.isPending && <Loading />}
      {people.error && !people.data && <Failed error={people.error} onAgain={() => void people.refetch()} />}
      {people.data && (
        <DataGrid label={access.people} columns={columns} rows={people.data} idOf={idOf} height="calc(100vh - 12rem)" />
      )}
    </Frame>
  );
}

const idOf = ({ id }: User) => id;

const STATE_COLORS = { invited: 'yellow', active: 'teal', disabled: 'gray' } as const;

const columnsOf = ({ access }: Strings, format: Formats, ownId: string): Column<User>[] => [
  {
    ...{ id: 'name', bare: true, header: access.name, width: 'minmax(12rem, 1.5fr)' },
    cell: ({ id, name, email }) => (
      <>
        <Text size="sm" fw={600}>
          {name} {id === ownId && `(${access.you})`}
        </Text>
        <Text size="sm" c="dimmed">
          {email}
        </Text>
      </>
    ),
  },
  {
    ...{ id: 'state', bare: true, header: access.state, width: '7rem' },
    cell: ({ state }) => (
      <Badge color={STATE_COLORS[state]} variant="light">
        {access.states[state]}
      </Badge>
    ),
  },
  {
    id: 'role',
    header: access.role,
    width: 'minmax(13rem, 1fr)',
    cell: (person) => <RoleOf person={person} />,
  },
  {
    ...{ id: 'factor', header: access.secondFactor, width: 'minmax(7rem, 0.6fr)' },
    cell: ({ secondFactor, openIdConnect }) => <Ways secondFactor={secondFactor} openIdConnect={openIdConnect} />,
  },
  {
    ...{ id: 'last', header: access.lastSignIn, width: 'minmax(11rem, 0.8fr)' },
    cell: ({ lastSignInAt }) => (lastSignInAt === null ? access.never : format.time(lastSignInAt)),
  },
  {
    ...{ id: 'actions', bare: true, header: access.actions, width: '5rem', align: 'end' },
    cell: (person) => <PersonActions person={person} />,
  },
];

function Ways({ secondFactor, openIdConnect }: Pick<User, 'secondFactor' | 'openIdConnect'>) {
  const { app, access } = useStrings();
  if (openIdConnect) return access.provider;
  return secondFactor ? app.yes : app.no;
}
