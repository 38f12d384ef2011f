import { type Import } from '@ctci/contracts';
import { isUnfinished } from '@ctci/domain';
import { Alert, Anchor, Group as Row, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { Page as Frame } from '../app/page.js';
import { useMayWrite } from '../app/session.js';
import { Failed, Loading } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { say } from '../app/strings/said.js';
import { Findings } from './findings.js';
import { ImportActions } from './import-actions.js';
import { ImportCounts } from './import-counts.js';
import { ImportDetails } from './import-details.js';
import { ImportFeed } from './import-feed.js';
import { ImportProgress } from './import-progress.js';
import { Mending } from './mending.js';
import { StatusBadge } from './status-badge.js';
import { forgetCorrections } from './use-corrections.js';

/** One import, live: whoever comes back to it finds it as it is. */
export function Page() {
  const params: unknown = useParams({ strict: false });
  const { importId = '' } = params as { importId?: string };
  const feed = useMemo(() => new ImportFeed(importId), [importId]);
  const { import: one, findings, error } = useSyncExternalStore(feed.subscribe, feed.current);
  const { imports, said } = useStrings();
  const mayWrite = useMayWrite();
  const canBeMended = one?.status === 'needs_correction' || (one !== null && isCommittable(one));
  const hasEnded = one !== null && !isUnfinished(one.status) && !canBeMended;
  useEffect(() => {
    if (hasEnded) forgetCorrections(importId);
  }, [hasEnded, importId]);
  if (!one) return error ? <Failed error={error} onAgain={() => void feed.look()} /> : <Loading />;
  return (
    <Frame
      title={imports.importTitle(one.fileName)}
      actions={<ImportActions import={one} look={feed.look} mayWrite={mayWrite} />}
    >
      <Row gap="sm">
        <StatusBadge import={one} />
        <Anchor component={Link} to={`/config?group=${one.groupId}`}>
          {one.groupName}
        </Anchor>
        <Outcome import={one} />
      </Row>
      <ImportProgress import={one} />
      {one.error && (
        <Alert role="alert" color="red" title={imports.failedTitle}>
          {one.error.line !== undefined && `${imports.line(String(one.error.line))}: `}
          {say(said, 'files', one.error)}
        </Alert>
      )}
      <ImportCounts import={one} />
      {mayWrite && canBeMended ? (
        <Mending import={one} findings={findings} look={feed.look} />
      ) : (
        <Findings findings={findings} isRunning={isUnfinished(one.status)} />
      )}
      <ImportDetails import={one} />
    </Frame>
  );
}

/** It has shown what it would do, and waits for somebody to say that it may. */
const isCommittable = ({ status, dryRun, error }: Import): boolean =>
  status === 'completed' ? dryRun : status === 'failed' && error?.code === 'CONFIRM_REMOVED';

function Outcome({ import: one }: { readonly import: Import }) {
  const { imports } = useStrings();
  const words = () => {
    if (one.undoneAt !== undefined) return imports.undoneText;
    if (one.status === 'completed') return one.dryRun ? imports.checked : imports.completed;
    if (one.status === 'needs_correction') return imports.needsCorrection;
    return one.status === 'cancelled' ? imports.cancelledText : null;
  };
  return (
    <Text size="sm" role="status">
      {words()}
    </Text>
  );
}
