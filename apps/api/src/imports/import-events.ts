import { type ImportEvents } from '@ctci/contracts';
import { type ImportDocument, type RowErrorBatchDocument } from '@ctci/persistence';
import { viewImport } from './import-view.js';

/** One event to everybody who watches an import through this process. */
export type Emit = <Event extends keyof ImportEvents>(
  importId: string,
  event: Event,
  ...message: Parameters<ImportEvents[Event]>
) => void;

/** How far the watchers of an import have been told. */
export type Told = Pick<ImportDocument, 'seq' | 'round' | 'status' | 'undoneAt'>;

/**
 * Tells what lies between the last thing told and the import as it is now. In the same round every `seq` becomes an
 * event: a batch of row errors where it numbered one, else the progress, which only ever shows the newest; the last is
 * the whole import where its status has changed or it was undone. A new round is told as a whole.
 *
 * @param batches row errors that came after `told.seq`, up to the import's own
 */
export function tellSince(
  told: Told,
  document: ImportDocument,
  batches: readonly Pick<RowErrorBatchDocument, 'seq' | 'rowErrors'>[],
  emit: Emit,
): void {
  const { round, correlationId, progress, counts } = document;
  const importId = document._id.toHexString();
  const errorsAt = new Map(batches.map((batch) => [batch.seq, batch.rowErrors]));
  const isUndone = document.undoneAt !== undefined && told.undoneAt === undefined;
  const hasChanged = round !== told.round || document.status !== told.status || isUndone;

  for (let seq = round === told.round ? told.seq + 1 : document.seq; seq <= document.seq; seq += 1) {
    const event = { importId, round, seq, correlationId };
    const errors = errorsAt.get(seq);
    if (errors) emit(importId, 'import:row-errors', { ...event, errors });
    else if (hasChanged && seq === document.seq) {
      emit(importId, 'import:changed', { ...event, import: viewImport(document) });
    } else emit(importId, 'import:progress', { ...event, progress, counts });
  }
}
