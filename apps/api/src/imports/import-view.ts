import { getImport, type Import } from '@ctci/contracts';
import { isUnfinished } from '@ctci/domain';
import { type ImportDocument } from '@ctci/persistence';
import { type IdempotentAnswer } from '../http/idempotency.js';

/** An import as the API shows it. */
export function viewImport(document: ImportDocument): Import {
  const { _id, groupId, groupName, fileName, fileSha256, mode, onError, dryRun, status, round } = document;
  const { progress, counts, error, basedOn, createdBy, createdAt, startedAt, finishedAt, undoneAt, seq } = document;
  return {
    id: _id.toHexString(),
    groupId: groupId.toHexString(),
    ...{ groupName, fileName, fileSha256, mode, onError, dryRun, status, round, progress, counts },
    ...(basedOn && { basedOn: basedOn.toHexString() }),
    ...(error && { error }),
    createdBy,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    ...(undoneAt && { undoneAt: undoneAt.toISOString() }),
    seq,
  };
}

/** What a request is answered with whose import has been accepted. */
export function acceptedAnswer(document: ImportDocument): IdempotentAnswer<Import> {
  const body = viewImport(document);
  return { headers: { location: getImport.path.replace(':importId', body.id), 'retry-after': '1' }, body };
}

/** It changes with everything that a watcher can see change. */
export const importEtag = ({ seq }: ImportDocument): string => `"${seq}"`;

/** Seconds after which to ask again about an import that runs; null once it has ended or waits for a person. */
export const retryAfterSeconds = ({ status }: ImportDocument): number | null => (isUnfinished(status) ? 1 : null);
