import {
  addedBy,
  type CheckedRow,
  type Dnis,
  emptyPlan,
  type Holder,
  type ImportCounts,
  type ImportPlan,
  numberDraining,
  numberTaken,
  planNumber,
  poolFull,
  type RowEntry,
  type RowError,
} from '@ctci/domain';
import { type ReadyImport } from '@ctci/persistence';

/** A row that has been checked by itself, and the number's cell as it stands in the file. */
export type ReadRow = CheckedRow & { readonly value: string };

/**
 * What one round finds out about a file, row by row in file order: the plan of a commit, the counts it would have, and
 * the row errors. Pure: it is told what the database knows.
 */
export class Validation {
  rowsDone = 0;
  rejected = 0;
  private readonly plan: ImportPlan;
  private warnings = 0;
  private readonly byCountry: Record<string, number> = {};
  private untold: RowError[] = [];

  /** @param pool as it is before anything is looked up; `room` is how many numbers it can still take */
  constructor(private readonly pool: { readonly groupId: string; readonly room: number; readonly revision: number }) {
    this.plan = emptyPlan(pool.revision);
  }

  /** Adds rows that have been checked by themselves, knowing who has their numbers. */
  add(rows: readonly ReadRow[], holders: ReadonlyMap<Dnis, Holder>): void {
    for (const row of rows) {
      const refusal = row.entry && this.place(row, row.entry, holders.get(row.entry.dnis));
      const findings = refusal ? [...row.findings, refusal] : row.findings;
      this.rowsDone += 1;
      this.warnings += findings.filter(({ severity }) => severity === 'warning').length;
      this.untold.push(...findings);
      if (!row.entry || refusal) this.rejected += 1;
      else this.byCountry[row.entry.country] = (this.byCountry[row.entry.country] ?? 0) + 1;
    }
  }

  /** The counts so far: what a commit of these rows would have. */
  counts(): ImportCounts {
    return {
      rows: this.rowsDone,
      created: addedBy(this.plan),
      updated: this.plan.updated.length,
      unchanged: this.plan.unchanged.length,
      removed: 0,
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

  private place(row: ReadRow, entry: RowEntry, holder: Holder | undefined): RowError | null {
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
