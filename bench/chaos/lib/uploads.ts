import { isUnfinished, type PlannedNumber } from '@ctci/domain';
import { type GroupDocument, type ImportDocument } from '@ctci/persistence';
import { aCsv, type ApiClient, someNumbers, type TestDatabase } from '@ctci/testing';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from './within.ts';

/** A file of new numbers for an empty group of its own. */
export interface Upload {
  readonly groupId: GroupDocument['_id'];
  readonly numbers: readonly PlannedNumber[];
  /** Its Idempotency-Key. */
  readonly key: string;
}

export async function prepareUpload(db: TestDatabase, rows: number): Promise<Upload> {
  const { _id: groupId } = await db.group();
  return {
    groupId,
    key: randomUUID(),
    numbers: someNumbers(rows).map(({ dnis }, row) => ({ dnis, description: `Row ${row}` })),
  };
}

export interface Answered {
  readonly status: number;
  /** The accepted import's. */
  readonly id?: string;
  /** Why it was not accepted. */
  readonly code?: string;
}

/** How an upload was answered; null when it was not, within ten seconds. */
export async function send(client: ApiClient, { groupId, numbers, key }: Upload): Promise<Answered | null> {
  const answer = client.upload(groupId.toHexString(), aCsv(numbers), '', { 'idempotency-key': key }).then(
    ({ status, body }) => ({ ...(body as Omit<Answered, 'status'>), status }),
    () => null,
  );
  return Promise.race([answer, sleep(ANSWERED_WITHIN_MS, null, { ref: false })]);
}

const ANSWERED_WITHIN_MS = 10_000;

/**
 * The import that an upload has made, once it has ended; null when it has made none.
 *
 * @throws Error when there are two, or it does not end
 */
export async function endedImport(
  db: TestDatabase,
  { groupId }: Upload,
  withinMs: number,
): Promise<ImportDocument | null> {
  const imports = () => db.stored.imports.find({ groupId }, { projection: { counts: 0 } }).toArray();
  const { answer } = await within(withinMs, imports, (all) => all.every(({ status }) => !isUnfinished(status)));
  if (answer.length > 1) throw new Error(`one upload made ${answer.length} imports`);
  return answer[0] ?? null;
}
