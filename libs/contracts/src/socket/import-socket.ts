import { z } from 'zod';
import { socketMessage } from './socket-message.js';
import { Id } from '../http/page.js';
import { type Import, ImportCounts, ImportProgress, RowError } from '../http/imports.js';

/** Asks for a snapshot of an import, and for its events from there on. */
export const watchImport = socketMessage({
  name: 'import:watch',
  allow: 'read',
  payload: z.strictObject({ importId: Id, lastSeq: z.int().min(0).optional() }),
});
export type WatchImport = z.infer<typeof watchImport.payload>;

/**
 * The answer to `import:watch`: everything up to `import.seq`, the first 1,000 row errors included; none where
 * `lastSeq` is still current.
 */
export interface ImportSnapshot {
  ok: true;
  import: Import;
  errors: z.infer<typeof RowError>[];
  /** For the rest, by `GET /imports/{id}/errors`; null when there is none. */
  nextCursor: string | null;
}

const event = { importId: Id, round: z.int(), seq: z.int(), correlationId: z.string() };
const progress = z.strictObject({ ...event, progress: ImportProgress, counts: ImportCounts });
const rowErrors = z.strictObject({ ...event, errors: z.array(RowError) });

/**
 * Events that a watcher of an import receives, each with the next `seq`. On a gap, or a new `round`, ask
 * `import:watch` again.
 */
export interface ImportEvents {
  'import:progress': (event: z.infer<typeof progress>) => void;
  'import:row-errors': (event: z.infer<typeof rowErrors>) => void;
  'import:changed': (event: {
    importId: string;
    round: number;
    seq: number;
    correlationId: string;
    import: Import;
  }) => void;
}
