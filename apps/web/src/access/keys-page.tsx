import { type ApiKey, type Group } from '@ctci/contracts';
import { Badge, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type Column, DataGrid } from '../app/data-grid.js';
import { type Formats, useFormat } from '../app/format.js';
import { AddIcon } from '../app/icons.js';
import { Page as Frame } from '../app/page.js';
import { Empty, Failed, Loading } from '../app/states.js';
import { type Strings } from '../app/strings/en.js';
import { useStrings } from '../app/strings/language.js';
import { groupsQuery } from '../groups/queries.js';
import { CreateKey } from './create-key.js';
import { keysQuery } from './queries.js';
import { KeyActions } from './key-actions.js';

/** What programs show to be let in. */
export function Page() {
  const strings = useStrings();
  const { access } = strings;
  const format = useFormat();
  const [isCreating, setIsCreating] = useState(false);
  const keys = useQuery(keysQuery);
  const groups = useQuery(groupsQuery);
  const columns = useMemo(() => columnsOf(strings, format, groups.data ?? []), [strings, format, groups.data]);
  return (
    <Frame
      title={access.keys}
      hint={access.keysHint}
      actions={
        <Button
          leftSection={<AddIcon />}
          onClick={() => {
            setIsCreating(true);
          }}
        >
          {access.createKey}
        </Button>
      }
    >
      {isCreating && (
        <CreateKey
          onClose={() => {
            setIsCreating(false);
          }}
        />
      )}
      {keys.isPending && <Loading />}
      {keys.error && !keys.data && <Failed error={keys.error} onAgain={() => void keys.refetch()} />}
      {keys.data?.length === 0 && <Empty title={access.noKeysTitle} text={access.noKeys} />}
      {keys.data && keys.data.length > 0 && (
        <DataGrid
          label={access.keys}
          columns={columns}
          rows={keys.data}
          idOf={idOf}
          toneOf={toneOf}
          height="calc(100vh - 12rem)"
        />
      )}
    </Frame>
  );
}

const idOf = ({ id }: ApiKey) => id;

const isOver = ({ revokedAt, expiresAt }: ApiKey) =>
  revokedAt !== null || (expiresAt !== null && Date.parse(expiresAt) <= Date.now());

const toneOf = (key: ApiKey) => (isOver(key) ? ('gone' as const) : undefined);

const columnsOf = ({ access }: Strings, format: Formats, groups: readonly Group[]): Column<ApiKey>[] => [
  {
    ...{ id: 'name', bare: true, header: access.keyName, width: 'minmax(10rem, 1.2fr)' },
    cell: ({ name, prefix }) => (
      <>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <span className="number">{prefix}…</span>
      </>
    ),
  },
  {
    ...{ id: 'scopes', header: access.scopes, width: 'minmax(0, 1.5fr)' },
    cell: ({ scopes }) => scopes.map((scope) => access.scopeNames[scope]).join(', '),
  },
  {
    ...{ id: 'groups', header: access.keyGroups, width: 'minmax(0, 1fr)' },
    cell: ({ groupIds }) => groupNames(groupIds, groups) ?? access.allGroups,
  },
  { id: 'expires', header: access.expires, width: 'minmax(8rem, 0.8fr)', cell: (key) => <Expiry apiKey={key} /> },
  {
    ...{ id: 'used', header: access.lastUsed, width: 'minmax(8rem, 0.8fr)' },
    cell: ({ lastUsedAt }) => (lastUsedAt === null ? access.never : format.time(lastUsedAt)),
  },
  {
    ...{ id: 'actions', bare: true, header: access.actions, width: 'minmax(9.5rem, auto)', align: 'end' },
    cell: (key) => (isOver(key) ? null : <KeyActions apiKey={key} />),
  },
];

const groupNames = (ids: readonly string[] | null, groups: readonly Group[]): string | undefined =>
  ids?.map((id) => groups.find((group) => group.id === id)?.name ?? id).join(', ');

function Expiry({ apiKey }: { readonly apiKey: ApiKey }) {
  const { access } = useStrings();
  const format = useFormat();
  if (apiKey.revokedAt !== null)
    return (
      <Badge color="gray" variant="light">
        {access.revoked}
      </Badge>
    );
  if (isOver(apiKey))
    return (
      <Badge color="gray" variant="light">
        {access.expired}
      </Badge>
    );
  return apiKey.expiresAt === null ? access.neverExpires : format.time(apiKey.expiresAt);
}
