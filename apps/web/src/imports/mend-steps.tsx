import { type Import } from '@ctci/contracts';
import { Button, Group as Row, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Confirm } from '../app/confirm.js';
import { useFormat } from '../app/format.js';
import { Problem } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { unique } from '../app/unique.js';
import { commit, type Commit, correct } from './queries.js';
import { forgetCorrections, type useCorrections } from './use-corrections.js';
import { type WrongRow } from './wrong-rows.js';

interface MendStepsProps {
  readonly import: Import;
  readonly open: readonly WrongRow[];
  readonly corrections: ReturnType<typeof useCorrections>;
  readonly look: () => Promise<void>;
}

/** What follows the mending: another round of the same import, or a commit of what was only checked. */
export function MendSteps(props: MendStepsProps) {
  return props.import.status === 'needs_correction' ? <Recheck {...props} /> : <CommitSteps {...props} />;
}

function Recheck({ import: one, open, corrections, look }: MendStepsProps) {
  const { imports } = useStrings();
  const format = useFormat();
  const step = useMutation({
    mutationFn: () => correct(one, corrections.sent),
    onSuccess: () => {
      forgetCorrections(one.id);
    },
    onSettled: look,
  });
  const discardOpen = () => {
    corrections.change(open.map(({ line }) => [line, { kind: 'discarded' }]));
  };
  return (
    <>
      <Problem error={step.error} />
      <Row justify="space-between" wrap="wrap">
        <Text size="sm" c="dimmed" maw={560}>
          {imports.recheckHint}
        </Text>
        <Row gap="xs">
          {open.length > 0 && (
            <Button variant="default" onClick={discardOpen}>
              {imports.discardOpen(format.number(open.length))}
            </Button>
          )}
          <Button
            loading={step.isPending}
            disabled={corrections.byLine.size === 0}
            onClick={() => {
              step.mutate();
            }}
          >
            {imports.recheck}
          </Button>
        </Row>
      </Row>
    </>
  );
}

function CommitSteps(props: MendStepsProps) {
  const { imports } = useStrings();
  const format = useFormat();
  const { import: one, open } = props;
  const [asking, setAsking] = useState<Commit['onError'] | null>(null);
  const step = useCommit(props);
  const removed = one.error?.removed ?? one.counts.removed;
  const begin = (onError: Import['onError']) => () => {
    if (removed > 0) setAsking(onError);
    else step.mutate({ onError });
  };
  return (
    <>
      {!asking && <Problem error={step.error} />}
      <Row justify="flex-end" gap="xs">
        {open.length > 0 && (
          <Button variant="default" onClick={begin('skip')}>
            {imports.commitSkipping(format.number(open.length))}
          </Button>
        )}
        <Button loading={step.isPending} onClick={begin('abort')}>
          {imports.commit}
        </Button>
      </Row>
      {asking && (
        <Confirm
          title={imports.confirmTitle(format.number(removed))}
          text={imports.confirmText(format.number(removed))}
          typed={{ label: imports.confirmType(String(removed)), value: String(removed) }}
          action={imports.confirm(format.number(removed))}
          isPending={step.isPending}
          error={step.error}
          onConfirm={() => {
            step.mutate({ onError: asking, confirmRemoved: removed });
          }}
          onClose={() => {
            setAsking(null);
          }}
        />
      )}
    </>
  );
}

function useCommit({ import: one, corrections, look }: MendStepsProps) {
  const navigate = useNavigate();
  const [key] = useState(unique);
  return useMutation({
    mutationFn: (wish: Pick<Commit, 'onError' | 'confirmRemoved'>) => {
      const body = { ...corrections.sent, ...wish };
      return commit(one, body, `${key}-${wish.onError ?? ''}-${corrections.byLine.size}-${wish.confirmRemoved ?? ''}`);
    },
    onSuccess: ({ id }) => {
      forgetCorrections(one.id);
      return navigate({ to: `/imports/${id}` });
    },
    onError: look,
  });
}
