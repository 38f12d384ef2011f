import { type Attempt, type CallIn } from '@ctci/contracts';
import { Button, Code, Drawer, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import { type Page, query, read, send } from '../app/api.js';
import { useFormat } from '../app/format.js';
import { allows, useMayWrite, useSession } from '../app/session.js';
import { Failed, Loading, Problem } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { callsOf, rejectedCallsOf } from './calls-of.js';
import { StateBadge } from './state-badge.js';

interface RecordDetailsProps {
  readonly id: string;
  readonly onClose: () => void;
}

export function RecordDetails({ id, onClose }: RecordDetailsProps) {
  const { app, callIns } = useStrings();
  const record = useQuery({
    queryKey: ['call-in', id],
    queryFn: ({ signal }) => read<CallIn>(`/call-ins/${id}`, signal),
    refetchInterval: 2_000,
  });
  return (
    <Drawer
      opened
      position="right"
      size="md"
      onClose={onClose}
      title={callIns.details}
      closeButtonProps={{ 'aria-label': app.close }}
    >
      {record.error && !record.data && <Failed error={record.error} onAgain={() => void record.refetch()} />}
      {record.isPending && <Loading />}
      {record.data && (
        <Stack>
          <Facts callIn={record.data} />
          <UserData callIn={record.data} />
          <Calls callIn={record.data} />
          <Cancel callIn={record.data} />
        </Stack>
      )}
    </Drawer>
  );
}

function Facts({ callIn }: { readonly callIn: CallIn }) {
  const { app, callIns } = useStrings();
  const format = useFormat();
  const { match } = callIn;
  const facts: [string, ReactNode][] = [
    [callIns.state, <StateBadge key="state" state={callIn.state} />],
    [callIns.group, callIn.groupName],
    [callIns.dnis, callIn.overflow ? `${callIn.toPhoneNumber} (${callIns.overflow})` : callIn.toPhoneNumber],
    [callIns.code, callIn.accessCodeLength === null ? callIns.noCode : callIns.digits(callIn.accessCodeLength)],
    [callIns.caller, callIn.fromPhoneNumber ?? callIns.withheld],
    [callIns.callbackServiceId, callIn.callbackServiceId ?? app.none],
    [callIns.created, format.time(callIn.createdAt)],
    [callIns.expires, format.time(callIn.expiresAt)],
    [callIns.ended, callIn.endedAt === null ? app.none : format.time(callIn.endedAt)],
    [
      callIns.match,
      match ? `${callIns.matchedBy[match.matchedBy]}, ${callIns.candidates(match.candidates)}` : app.none,
    ],
    [callIns.id, <Code key="id">{callIn.id}</Code>],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

function UserData({ callIn: { userData } }: { readonly callIn: CallIn }) {
  const { callIns } = useStrings();
  const isHidden = !allows(useSession(), 'read:personal');
  return (
    <section>
      <Title order={3} size="h5">
        {callIns.userData}
      </Title>
      {userData === undefined ? (
        <Text size="sm" c="dimmed">
          {isHidden ? callIns.hiddenUserData : callIns.noUserData}
        </Text>
      ) : (
        <Code block tabIndex={0}>
          {JSON.stringify(userData, null, 2)}
        </Code>
      )}
    </section>
  );
}

function Calls({ callIn }: { readonly callIn: CallIn }) {
  const { callIns } = useStrings();
  const format = useFormat();
  const asked = rejectedCallsOf(callIn);
  const { data } = useQuery({
    queryKey: ['calls-of', callIn.id, asked.to],
    queryFn: ({ signal }) => read<Page<Attempt>>(`/attempts${query(asked)}`, signal),
    refetchInterval: 5_000,
  });
  const calls = callsOf(callIn, data?.items ?? []);
  if (calls.length === 0) return null;
  return (
    <section>
      <Title order={3} size="h5">
        {callIns.attempts}
      </Title>
      {calls.map(({ id, at, reason }) => (
        <Text key={id} size="sm" fw={reason === null ? 600 : 400}>
          {format.time(at)}: {reason === null ? callIns.outcomes.matched : callIns.reasons[reason]}
        </Text>
      ))}
    </section>
  );
}

function Cancel({ callIn: { id, state } }: { readonly callIn: CallIn }) {
  const { callIns } = useStrings();
  const client = useQueryClient();
  const mayWrite = useMayWrite();
  const cancel = useMutation({
    mutationFn: () => send<CallIn>('POST', `/call-ins/${id}/cancel`),
    onSettled: () => client.invalidateQueries({ queryKey: ['call-in', id] }),
  });
  if (!mayWrite || state !== 'waiting') return null;
  return (
    <>
      <Problem error={cancel.error} />
      <Button
        variant="default"
        loading={cancel.isPending}
        onClick={() => {
          cancel.mutate();
        }}
      >
        {callIns.cancel}
      </Button>
    </>
  );
}
