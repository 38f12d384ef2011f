import {
  addedBy,
  type CheckedRow,
  type DataRow,
  type Dnis,
  emptyPlan,
  type Holder,
  type ImportCounts,
  type ImportMode,
  type ImportPlan,
  numberDraining,
  numberTaken,
  numberWarning,
  type PlannedNumber,
  planNumber,
  poolFull,
  removedBy,
  type RowEntry,
  type RowError,
} from '@ctci/domain';
import { type ReadyImport } from '@ctci/persistence';

/** The pool before anything of the round is looked up, and how the import treats it. */
export interface ValidatedPool {
  readonly groupId: string;
  readonly mode: ImportMode;
  /** How many numbers it can still take. */
  readonly room: number;
  readonly size: number;
  readonly revision: number;
  /** Of a replacing import that must not remove anything: the line of the row whose number cannot be read. */
  readonly unreadableLine?: number | undefined;
}

/**
 * What one round finds out about a file, row by row in file order: the plan of a commit, the counts it would have, and
 * the row errors. Pure: it is told what the database knows.
 */
export class Validation {
  rowsDone = 0;
  hasRowErrors = false;
  private rejected = 0;
  private readonly plan: ImportPlan;
  private warnings = 0;
  private readonly byCountry: Record<string, number> = {};
  private untold: RowError[] = [];
  /** Numbers that can be read in the file, rejected rows included. */
  private readonly inFile = new Set<Dnis>();

  constructor(readonly pool: ValidatedPool) {
    this.plan = emptyPlan(pool.revision);
  }

  /** Adds rows that have been checked by themselves, knowing who has their numbers. */
  add(rows: readonly CheckedRow[], holders: ReadonlyMap<Dnis, Holder>): void {
    for (const row of rows) {
      const refusal = row.entry && this.place(row.row, row.entry, holders.get(row.entry.dnis));
      const findings = this.findingsOf(row, refusal);
      this.rowsDone += 1;
      if (row.readable !== null && this.pool.mode === 'replace') this.inFile.add(row.readable);
      this.hasRowErrors ||= findings.some(({ severity }) => severity === 'error');
      this.warnings += findings.filter(({ severity }) => severity === 'warning').length;
      this.untold.push(...findings);
      if (!row.entry || refusal) this.rejected += 1;
      else this.byCountry[row.entry.country] = (this.byCountry[row.entry.country] ?? 0) + 1;
    }
  }

  /** Plans the removal of what the file lacks, once all rows have been added. */
  remove(pool: readonly PlannedNumber[]): void {
    this.plan.removed.push(...removedBy(pool, this.inFile));
  }

  /** The counts so far: what a commit of these rows would have. */
  counts(): ImportCounts {
    return {
      rows: this.rowsDone,
      created: addedBy(this.plan),
      updated: this.plan.updated.length,
      unchanged: this.plan.unchanged.length,
      removed: this.plan.removed.length,
      rejected: this.rejected,
      warnings: this.warnings,
      byCountry: { ...this.byCountry },
    };
  }

  /** All that a commit needs, or a person who is to mend the file. */
  ready(): ReadyImport {
    return { plan: this.plan, counts: this.counts(), errors: this.takeErrors() };
  }

  /** The row errors that have not been taken yet. */
  takeErrors(): RowError[] {
    const taken = this.untold;
    this.untold = [];
    return taken;
  }

  /** Most rows have none: they share one empty list. */
  private findingsOf({ row, findings }: CheckedRow, refusal: RowError | null): readonly RowError[] {
    const isWithheld = row.line === this.pool.unreadableLine;
    if (!refusal && !isWithheld) return findings;
    const found = refusal ? [...findings, refusal] : findings;
    return isWithheld ? [...found, numberWarning(row, 'NOTHING_REMOVED')] : found;
  }

  private place(row: DataRow, entry: RowEntry, holder: Holder | undefined): RowError | null {
    const placed = planNumber(this.plan, entry, holder, this.pool);
    switch (placed) {
      case 'planned':
        return null;
      case 'NUMBER_TAKEN':
        return numberTaken(row, holder?.groupName ?? '');
      case 'NUMBER_DRAINING':
        return numberDraining(row);
      case 'POOL_FULL':
        return poolFull(row);
    }
  }
}
