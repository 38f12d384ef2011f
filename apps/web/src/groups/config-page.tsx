import { type Group } from '@ctci/contracts';
import { Alert, Badge, Button, Group as Row, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { DeleteIcon } from '../app/icons.js';
import { Page as Frame } from '../app/page.js';
import { useFilters } from '../app/search.js';
import { useMayWrite } from '../app/session.js';
import { Empty, Failed, Loading, ReadOnly } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { DeleteGroup } from './delete-group.js';
import { GroupPicker } from './group-picker.js';
import { NewGroup } from './new-group.js';
import { Pool } from './pool.js';
import { groupQuery, groupsQuery } from './queries.js';
import { Settings } from './settings.js';

/** Tools > Click-To-Call-In Config: the groups, their numbers and their settings. */
export function Page() {
  const { groups } = useStrings();
  const [{ group: groupId = '' }, setFilter] = useFilters();
  const all = useQuery(groupsQuery);
  const mayWrite = useMayWrite();
  const navigate = useNavigate();
  const choose = (id: string | undefined) => {
    setFilter({ group: id });
  };
  return (
    <Frame title={groups.configTitle}>
      <Row align="flex-end">
        <GroupPicker groups={all.data ?? []} value={groupId} onChoose={choose} />
        {mayWrite && <NewGroup onCreated={choose} />}
        {mayWrite && groupId && (
          <DeleteButton
            groupId={groupId}
            onGone={() => {
              // Whatever was unsaved about the group went with it.
              void navigate({ to: '/config', ignoreBlocker: true });
            }}
          />
        )}
      </Row>
      {!mayWrite && <ReadOnly />}
      {all.error && <Failed error={all.error} onAgain={() => void all.refetch()} />}
      {all.data?.length === 0 && <Empty title={groups.noneTitle} text={groups.none} />}
      {all.data && all.data.length > 0 && !groupId && <Empty title={groups.chooseTitle} text={groups.choose} />}
      {groupId && <ChosenGroup key={groupId} groupId={groupId} mayWrite={mayWrite} />}
    </Frame>
  );
}

interface ChosenProps {
  readonly groupId: string;
  readonly mayWrite: boolean;
}

function ChosenGroup({ groupId, mayWrite }: ChosenProps) {
  const { data, error, refetch } = useQuery(groupQuery(groupId));
  if (!data) return error ? <Failed error={error} onAgain={() => void refetch()} /> : <Loading />;
  const isLocked = !mayWrite || data.group.state === 'deleting';
  return (
    <>
      <StateOf group={data.group} />
      <div className="config">
        <Pool group={data.group} isLocked={isLocked} />
        <Settings group={data.group} etag={data.etag} isLocked={isLocked} />
      </div>
    </>
  );
}

function StateOf({ group: { state } }: { readonly group: Group }) {
  const { groups } = useStrings();
  if (state === 'active') return null;
  return (
    <Alert color={state === 'deleting' ? 'red' : 'yellow'} p="xs">
      <Row gap="xs">
        <Badge color="gray" variant="default">
          {groups.states[state]}
        </Badge>
        <Text size="sm">{state === 'draft' ? groups.draftHint : groups.deletingHint}</Text>
      </Row>
    </Alert>
  );
}

function DeleteButton({ groupId, onGone }: { readonly groupId: string; readonly onGone: () => void }) {
  const { groups } = useStrings();
  const { data } = useQuery(groupQuery(groupId));
  const [isAsking, setIsAsking] = useState(false);
  if (!data || data.group.state === 'deleting') return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<DeleteIcon />}
        onClick={() => {
          setIsAsking(true);
        }}
      >
        {groups.delete}
      </Button>
      {isAsking && (
        <DeleteGroup
          group={data.group}
          etag={data.etag}
          onGone={onGone}
          onClose={() => {
            setIsAsking(false);
          }}
        />
      )}
    </>
  );
}
