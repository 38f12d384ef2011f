import { type AuditEntry } from '@ctci/contracts';
import { csvRow, protect } from '@ctci/domain';
import { type AuditDocument } from '@ctci/persistence';

/** An entry as the API shows it. */
export function viewAudit({ _id, at, address, ...entry }: AuditDocument): AuditEntry {
  const { who, what, subject, before, after, correlationId } = entry;
  return {
    ...{ id: _id.toHexString(), at: at.toISOString(), who, from: address, what },
    subject: { ...subject },
    before: before && { ...before },
    after: after && { ...after },
    correlationId,
  };
}

/** What each column holds of an entry, in the order of the columns. */
const COLUMNS: Readonly<Record<string, (entry: AuditEntry) => string | null>> = {
  id: ({ id }) => id,
  at: ({ at }) => at,
  who: ({ who }) => who,
  from: ({ from }) => from,
  what: ({ what }) => what,
  subjectKind: ({ subject }) => subject.kind,
  subjectId: ({ subject }) => subject.id,
  subjectName: ({ subject }) => subject.name,
  before: ({ before }) => before && JSON.stringify(before),
  after: ({ after }) => after && JSON.stringify(after),
  correlationId: ({ correlationId }) => correlationId,
};

export const AUDIT_CSV_HEADER = `${csvRow(Object.keys(COLUMNS))}\r\n`;

/** An entry as a line of CSV; what there is not is empty, and formulas are made harmless. */
export const auditCsvLine = (entry: AuditEntry): string =>
  `${csvRow(Object.values(COLUMNS).map((cell) => protect(cell(entry) ?? '')))}\r\n`;
