import {
  createRowChecker,
  type DataRow,
  type DataRows,
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
import {
  type Draining,
  type GroupRepository,
  type ImportRun,
  type ImportRuns,
  type NumberRepository,
} from '@ctci/persistence';
import { Validation } from './validation.js';

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
    private readonly draining: Draining,
    private readonly rules: NumberRules,
  ) {}

  /** @param announce told each `seq` at which a watcher has something new to read, at most ten a second */
  async execute(run: ImportRun, text: string, announce: (seq: number) => void): Promise<Result<Validation, Refused>> {
    const rows = readRows(text);
    if (!rows.ok) return rows;
    await this.draining.finish();
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
        progress: validated(validation.rowsDone, rows.value.count),
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
  private async *lookUp(run: ImportRun, file: DataRows) {
    const checker = createRowChecker(this.rules);
    let before: ReturnType<typeof check> | undefined;
    const check = (batch: readonly DataRow[]) => {
      const rows = batch.map((row) => ({ ...checker.check(row), value: numberCell(row) }));
      const wanted = rows.flatMap(({ entry }) => (entry ? [entry.dnis] : []));
      const holders = this.numbers.holders(wanted, run);
      holders.catch(() => undefined); // awaited one batch later, where it throws
      return { rows, holders };
    };

    for (const rows of inBatches(file)) {
      const batch = check(rows);
      if (before) yield { rows: before.rows, holders: await before.holders };
      before = batch;
    }
    if (before) yield { rows: before.rows, holders: await before.holders };
  }
}

const TELL_EVERY_MS = 100;

const BATCH_ROWS = 500;

const numberCell = (row: DataRow): string => (row.kind === 'row' ? (row.cells[0] ?? '') : row.raw);

function* inBatches(rows: DataRows): Generator<DataRow[]> {
  let batch: DataRow[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
