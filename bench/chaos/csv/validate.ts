import {
  createRowChecker,
  type DataRow,
  type Dnis,
  type Holder,
  inspectUpload,
  type NumberRules,
  readRows,
  rejectedCsv,
} from '@ctci/domain';
import { deepEqual, equal, ok } from 'node:assert/strict';
// As it is built, like the workers that the other kinds of chaos start.
import { Validation } from '../../../apps/import-worker/dist/import/validation.js';

const OURS = { groupId: 'ours', groupName: 'Ours' };
const THEIRS = { groupId: 'theirs', groupName: 'Theirs' };
/** Fewer than a file may have rows. */
const ROOM = 5_000;

/**
 * Takes a file through the whole validation, as the API and the worker do, and holds it to what must be so for any file.
 *
 * @returns how it ended: `validated`, or the code it was refused with
 * @throws AssertionError with what does not hold
 */
export function validate(bytes: Uint8Array, rules: NumberRules): string {
  const inspected = inspectUpload(bytes);
  if (!inspected.ok) {
    const { code, message, line } = inspected.error;
    expectRefusal({ message, line }, Buffer.from(bytes).toString('latin1'));
    return code;
  }
  const text = inspected.value;
  const rows = readRows(text);
  if (!rows.ok) {
    expectRefusal({ message: rows.error.message, line: rows.error.line }, text);
    return rows.error.code;
  }
  const all = [...rows.value];
  equal(all.length, rows.value.count, 'as many rows as were counted');
  expectLines(all, text);
  expectCounts(all, rules);
  return 'validated';
}

function expectRefusal({ message, line }: { message: string; line?: number | undefined }, text: string): void {
  ok(message.length > 0, 'a refusal says what to do');
  if (line !== undefined) ok(line >= 1 && line <= physicalLines(text).length, `line ${line} is one of the file`);
}

const physicalLines = (text: string): string[] => text.split(/\r\n|\n|\r/);

/** Every row stands at the line that it names. */
function expectLines(rows: readonly DataRow[], text: string): void {
  const lines = physicalLines(text);
  let before = 0;
  for (const row of rows) {
    ok(row.line > before, `line ${row.line} comes after ${before}`);
    before = row.line;
    const found = lines[row.line - 1] ?? '';
    if (row.kind === 'broken') equal(row.raw, found, `line ${row.line} as it stands`);
    else ok(/^[ \t]*"/.test(found) || found.trim().startsWith(row.cells[0] ?? ''), `line ${row.line} begins so`);
  }
}

function expectCounts(rows: readonly DataRow[], rules: NumberRules): void {
  const checker = createRowChecker(rules);
  const checked = rows.map((row) => checker.check(row));
  const validation = new Validation({ groupId: OURS.groupId, mode: 'merge', room: ROOM, size: 0, revision: 1 });
  const wanted = checked.flatMap(({ entry }) => (entry ? [entry.dnis] : []));
  validation.add(checked, new Map(wanted.flatMap((dnis) => holder(dnis))));
  const { plan, counts, errors } = validation.ready();

  equal(counts.rows, rows.length, 'every row is counted');
  equal(counts.rows, counts.created + counts.updated + counts.unchanged + counts.rejected, 'rows add up');
  const good = Object.values(counts.byCountry).reduce((sum, count) => sum + count, 0);
  equal(good, counts.rows - counts.rejected, 'good rows by country add up');
  equal(counts.warnings, errors.filter(({ severity }) => severity === 'warning').length, 'warnings add up');
  ok(counts.created <= ROOM, 'no more than there is room for');

  const planned = [...plan.created, ...plan.revived, ...plan.updated, ...plan.unchanged].map(({ dnis }) => dnis);
  equal(new Set(planned).size, planned.length, 'no number is planned twice');
  equal(planned.length, counts.rows - counts.rejected, 'every good row is planned');

  const faulty = new Set(errors.filter(({ severity }) => severity === 'error').map(({ line }) => line));
  equal(faulty.size, counts.rejected, 'every rejected row has an error, and no other has');
  const inOrder = errors.map(({ line }) => line);
  deepEqual(
    inOrder,
    inOrder.toSorted((a, b) => a - b),
    'errors come in file order',
  );
  ok(
    errors.every(({ code, message }) => code.length > 0 && message.length > 0),
    'every error says what to do',
  );

  const rejected = rows.filter(({ line }) => faulty.has(line)).map((row) => ({ row, because: 'Mend it.' }));
  const again = readRows([...rejectedCsv(rejected)].join(''));
  equal(again.ok ? again.value.count : 0, rejected.length, 'every rejected row can be mended in rejected.csv');
}

/** Who has a number, told by its last digits: most are free. */
function holder(dnis: Dnis): [Dnis, Holder][] {
  const [digit = 0, before = 0] = [dnis.at(-1), dnis.at(-2)].map(Number);
  if (digit < 7) return [];
  const isOverflow = before === 9;
  const group = digit === 7 ? THEIRS : OURS;
  return [[dnis, { dnis, ...group, description: 'Row 1', draining: !isOverflow && before < 3, overflow: isOverflow }]];
}
