import { type Import, type ImportUndone, type RowErrorPage, type Workers } from '@ctci/contracts';
import { CANCELLABLE } from '@ctci/domain';
import { queryOptions } from '@tanstack/react-query';
import { type Page, query, read, readAll, send } from '../app/api.js';

export type RowFinding = RowErrorPage['items'][number];

export const readImport = (importId: string) => read<Import>(`/imports/${importId}`);

export const readFindings = (importId: string) => readAll<RowFinding>(`/imports/${importId}/errors`);

/** How a version of an import is named to whoever is asked to change it. */
const versionOf = ({ seq }: Import) => `"${seq}"`;

export interface Corrections {
  readonly rows: readonly { readonly line: number; readonly dnis?: string; readonly description?: string }[];
  readonly discard: readonly number[];
}

export const correct = async (one: Import, corrections: Corrections): Promise<Import> =>
  (await send<Import>('POST', `/imports/${one.id}/corrections`, { body: corrections, ifMatch: versionOf(one) })).body;

export interface Commit extends Corrections {
  readonly onError?: Import['onError'];
  readonly confirmRemoved?: number;
}

export const commit = async (one: Import, body: Commit, idempotencyKey: string): Promise<Import> =>
  (await send<Import>('POST', `/imports/${one.id}/commit`, { body, ifMatch: versionOf(one), idempotencyKey })).body;

/** Whatever has been done meanwhile: a running import changes many times a second. */
export const cancel = async ({ id }: Import): Promise<Import> =>
  (await send<Import>('POST', `/imports/${id}/cancel`)).body;

export const undo = async (one: Import): Promise<ImportUndone> =>
  (await send<ImportUndone>('POST', `/imports/${one.id}/undo`, { ifMatch: versionOf(one) })).body;

/** What is on its way or waits for a person, newest first. */
export const runningImportsQuery = queryOptions({
  queryKey: ['running-imports'],
  queryFn: async ({ signal }) => {
    const pages = await Promise.all(
      CANCELLABLE.map((status) => read<Page<Import>>(`/imports${query({ status, limit: RUNNING_MAX })}`, signal)),
    );
    // One that goes on between two answers is in both.
    const byId = new Map(pages.flatMap(({ items }) => items).map((one) => [one.id, one]));
    const imports = [...byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
    return { imports, isCut: pages.some(({ nextCursor }) => nextCursor !== null) };
  },
  refetchInterval: 2_000,
});

/** Of each status. */
const RUNNING_MAX = 20;

/** Whether anybody works on imports; what is queued waits for them. */
export const workersQuery = queryOptions({
  queryKey: ['workers'],
  queryFn: ({ signal }) => read<Workers>('/workers', signal),
  refetchInterval: 5_000,
});
