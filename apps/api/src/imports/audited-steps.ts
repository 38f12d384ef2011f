import { type ImportCorrections } from '@ctci/contracts';
import { type AuditCode } from '@ctci/domain';
import { type AuditedChange, type ImportDocument, type Undone } from '@ctci/persistence';

/** What people have done to rows is counted: row by row it stands beside the import. */
export const corrected =
  ({ round }: ImportDocument, { rows, discard }: ImportCorrections) =>
  (document: ImportDocument): AuditedChange => ({
    ...about(document, 'import.corrected'),
    before: { status: 'needs_correction', round },
    after: { status: document.status, mended: rows.length, discarded: discard.length },
  });

/** Told of the import as it was. */
export const cancelled = (document: ImportDocument): AuditedChange => ({
  ...about(document, 'import.cancelled'),
  before: { status: document.status },
  after: { status: 'cancelled' },
});

export const undone = ({ document, takenOut, putBack, kept }: Undone): AuditedChange => ({
  ...about(document, 'import.undone'),
  before: { undoRecord: document._id.toHexString() },
  after: { takenOut: takenOut.length, putBack, kept: kept.length },
});

const about = ({ _id, groupId, fileName }: ImportDocument, what: AuditCode) => ({
  what,
  subject: { kind: 'import' as const, id: _id.toHexString(), name: fileName },
  groupId: groupId.toHexString(),
});
