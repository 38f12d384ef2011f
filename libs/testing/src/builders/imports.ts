import { type PlannedNumber, type RowError } from '@ctci/domain';
import { type NewImport } from '@ctci/persistence';

/** A file as the guide wants it: one row a number, the comma always there, no header. */
export const aCsv = (numbers: readonly PlannedNumber[]): string =>
  numbers.map(({ dnis, description }) => `${dnis},${description}\n`).join('');

/** A merging import that stops at row errors, as the API would accept it. */
export function anImport(
  group: { readonly _id: { toHexString: () => string }; readonly name: string },
  csv: string,
  changed: Partial<NewImport> = {},
): NewImport {
  return {
    groupId: group._id.toHexString(),
    groupName: group.name,
    fileName: 'numbers.csv',
    content: new TextEncoder().encode(csv),
    mode: 'merge',
    onError: 'abort',
    dryRun: false,
    createdBy: 'test',
    correlationId: 'test',
    ...changed,
  };
}

/** A finding about one row of a file. */
export const aRowError = (line: number, changed: Partial<RowError> = {}): RowError => ({
  line,
  row: 'x,',
  severity: 'error',
  column: 'dnis',
  value: 'x',
  code: 'DNIS_NOT_E164',
  message: 'Write the number with its country code.',
  ...changed,
});
