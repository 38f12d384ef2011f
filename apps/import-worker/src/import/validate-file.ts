import {
  createRowChecker,
  type BrokenRow,
  type CsvRow,
  err,
  GROUP_DELETED,
  type ImportError,
  type NumberRules,
  ok,
  POOL_MAX,
  readRows,
  type Result,
  validated,
} from '@ctci/domain';
import { type GroupRepository, type ImportRun, type ImportRuns, type NumberRepository } from '@ctci/persistence';
import { Validation } from './validation.js';

type Line = CsvRow | BrokenRow;
type Refused = ImportError | { readonly code: 'LOST' };

/**
 * Validates every row of a file, no matter how many are wrong. While one batch of rows is checked here, MongoDB looks
 * up who has the numbers of the batch before.
 */
export class ValidateFile {
  constructor(
    private readonly groups: GroupRepository,
    private readonly numbers: NumberRepository,
    private readonly runs: ImportRuns,
    private readonly rules: NumberRules,
  ) {}

  /** @param announce told each `seq` at which a watcher has something new to read, at most ten a second */
  async execute(run: ImportRun, text: string, announce: (seq: number) => void): Promise<Result<Validation, Refused>> {
    const rows = readRows(text);
    if (!rows.ok) return rows;
    const group = await this.groups.get(run.groupId);
    if (!group || group.deletingSince) return err(GROUP_DELETED);

    const { poolSize, poolRevision: revision } = group;
    const validation = new Validation({ groupId: run.groupId, room: POOL_MAX - poolSize, revision });
    let toldAt = performance.now();
    for await (const batch of this.lookUp(run, rows.value)) {
      validation.add(batch.rows, batch.holders);
      if (performance.now() - toldAt < TELL_EVERY_MS) continue;

      toldAt = performance.now();
      const step = {
        progress: validated(validation.rowsDone, rows.value.length),
        counts: validation.counts(),
        errors: validation.takeErrors(),
      };
      const seq = await this.runs.tell(run, step);
      if (seq === null) return err({ code: 'LOST' });
      announce(seq);
    }
    return ok(validation);
  }

  /** Checks rows in batches, and gives each batch with who has its numbers, one batch late. */
  private async *lookUp(run: ImportRun, lines: readonly Line[]) {
    const checker = createRowChecker(this.rules);
    let before: ReturnType<typeof check> | undefined;
    const check = (batch: readonly Line[]) => {
      const rows = batch.map((line) => ({ ...checker.check(line), value: numberCell(line) }));
      const wanted = rows.flatMap(({ entry }) => (entry ? [entry.dnis] : []));
      const holders = this.numbers.holders(wanted, run);
      holders.catch(() => undefined); // awaited one batch later, where it throws
      return { rows, holders };
    };

    for (let from = 0; from < lines.length; from += BATCH_ROWS) {
      const batch = check(lines.slice(from, from + BATCH_ROWS));
      if (before) yield { rows: before.rows, holders: await before.holders };
      before = batch;
    }
    if (before) yield { rows: before.rows, holders: await before.holders };
  }
}

const TELL_EVERY_MS = 100;

const BATCH_ROWS = 500;

const numberCell = (line: Line): string => (line.kind === 'row' ? (line.cells[0] ?? '') : line.raw);
