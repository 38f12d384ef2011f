import {
  type CorrectedRow,
  correctedRows,
  type Corrections,
  createRowChecker,
  err,
  firstUnreadable,
  GROUP_DELETED,
  type ImportError,
  type NumberRules,
  ok,
  type PlannedNumber,
  POOL_MAX,
  readRows,
  type Result,
  validated,
} from '@ctci/domain';
import {
  type Draining,
  type GroupDocument,
  type GroupRepository,
  type ImportRun,
  type ImportRuns,
  type NumberRepository,
} from '@ctci/persistence';
import { Validation, type ValidatedPool } from './validation.js';

type Refused = ImportError | { readonly code: 'LOST' };
type Rows = Iterable<CorrectedRow>;

/** A stored file and what people have done to its rows. */
export interface CorrectedFile {
  /** Without byte order mark. */
  readonly text: string;
  readonly corrections: Corrections;
}

export interface Validating {
  readonly rules: NumberRules;
  /** Rows to a batch. */
  readonly batchRows: number;
}

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
    private readonly settings: Validating,
  ) {}

  /** @param announce told each `seq` at which a watcher has something new to read, at most ten a second */
  async execute(
    run: ImportRun,
    file: CorrectedFile,
    announce: (seq: number) => void,
  ): Promise<Result<Validation, Refused>> {
    const read = readRows(file.text);
    if (!read.ok) return read;
    const rows = { [Symbol.iterator]: () => correctedRows(read.value, file.corrections) };
    await this.draining.finish();
    const group = await this.groups.get(run.groupId);
    if (!group || group.deletingSince) return err(GROUP_DELETED);

    const validation = new Validation(this.poolOf(group, run, rows));
    const removable = this.removable(validation.pool);
    let toldAt = performance.now();
    for await (const batch of this.lookUp(run, rows)) {
      validation.add(batch.rows, batch.holders);
      if (performance.now() - toldAt < TELL_EVERY_MS) continue;

      toldAt = performance.now();
      const seq = await this.tell(run, validation, read.value.count);
      if (seq === null) return err({ code: 'LOST' });
      announce(seq);
    }
    validation.remove(await removable);
    return ok(validation);
  }

  /**
   * A replacing import never has more numbers in the end than its file has rows, so room is no matter: unless it must
   * not remove anything, because it is to skip a row whose number nobody can read.
   */
  private poolOf({ poolSize: size, poolRevision: revision }: GroupDocument, run: ImportRun, rows: Rows): ValidatedPool {
    const { groupId, mode } = run;
    const skips = mode === 'replace' && (run.onError === 'skip' || run.dryRun);
    const unreadableLine = skips ? (firstUnreadable(rows, this.settings.rules) ?? undefined) : undefined;
    const removes = mode === 'replace' && unreadableLine === undefined;
    return { groupId, mode, size, revision, room: removes ? POOL_MAX : POOL_MAX - size, unreadableLine };
  }

  /** What a replacing import may remove. Read while the rows are validated. */
  private removable({ groupId, mode, unreadableLine }: ValidatedPool): Promise<PlannedNumber[]> {
    if (mode === 'merge' || unreadableLine !== undefined) return Promise.resolve([]);
    const pool = this.numbers.pool(groupId);
    pool.catch(() => undefined); // awaited at the end, where it throws
    return pool;
  }

  private tell(run: ImportRun, validation: Validation, rowsTotal: number): Promise<number | null> {
    const progress = validated(validation.rowsDone, rowsTotal);
    return this.runs.tell(run, { progress, counts: validation.counts(), errors: validation.takeErrors() });
  }

  /** Checks rows in batches, and gives each batch with who has its numbers, one batch late. */
  private async *lookUp(run: ImportRun, file: Rows) {
    const checker = createRowChecker(this.settings.rules);
    let before: ReturnType<typeof check> | undefined;
    const check = (batch: readonly CorrectedRow[]) => {
      const rows = batch.map((row) => checker.check(row));
      const wanted = rows.flatMap(({ entry }) => (entry ? [entry.dnis] : []));
      const holders = this.numbers.holders(wanted, run);
      holders.catch(() => undefined); // awaited one batch later, where it throws
      return { rows, holders };
    };

    for (const rows of inBatches(file, this.settings.batchRows)) {
      const batch = check(rows);
      if (before) yield { rows: before.rows, holders: await before.holders };
      before = batch;
    }
    if (before) yield { rows: before.rows, holders: await before.holders };
  }
}

const TELL_EVERY_MS = 100;

function* inBatches(rows: Rows, size: number): Generator<CorrectedRow[]> {
  let batch: CorrectedRow[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
