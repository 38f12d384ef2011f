import {
  decideImport,
  FILE_GONE,
  GROUP_DELETED,
  type ImportError,
  NO_COUNTS,
  POOL_CHANGED,
  ROUNDS_MAX,
  validated,
  withoutEffect,
} from '@ctci/domain';
import {
  type Draining,
  type ImportCommits,
  type ImportRepository,
  type ImportRun,
  type ImportRuns,
  type ReadyImport,
} from '@ctci/persistence';
import { type ValidateFile } from './validate-file.js';
import { type Validation } from './validation.js';

/** Told each `seq` at which a watcher of the import has something new to read. */
export type Announce = (seq: number) => void;

/**
 * Brings one import to its end, or to where it waits for a person. Whatever it is interrupted by, it may be run again:
 * the claim begins a new round, and the commit is one step.
 */
export class RunImport {
  constructor(
    private readonly imports: ImportRepository,
    private readonly runs: ImportRuns,
    private readonly validateFile: ValidateFile,
    private readonly commits: ImportCommits,
    private readonly draining: Draining,
  ) {}

  async execute(importId: string, announce: Announce): Promise<void> {
    const run = await this.runs.claim(importId);
    if (!run) return;
    try {
      await this.rounds(run, announce);
      if (run.mode === 'replace') await this.draining.finish();
    } finally {
      await this.runs.release(run);
    }
  }

  /** As many rounds as it takes to meet a pool that stays as it was validated for, within reason. */
  private async rounds(first: ImportRun, announce: Announce): Promise<void> {
    let run: ImportRun | null = first;
    for (let count = 1; run; count += 1) {
      announce(run.seq);
      const met = await this.round(run, announce);
      const outcome: number | 'LOST' | 'STALE' =
        met === 'STALE' && count === ROUNDS_MAX ? await this.fail(run, POOL_CHANGED) : met;
      if (typeof outcome === 'number') announce(outcome);
      if (outcome !== 'STALE') return;
      run = await this.runs.nextRound(run);
    }
  }

  /** One round: the `seq` it ended with, or why it did not. */
  private async round(run: ImportRun, announce: Announce): Promise<number | 'LOST' | 'STALE'> {
    const text = await this.imports.fileText(run.fileSha256);
    const corrections = await this.imports.corrections(run.importId, run.isCorrected);
    if (text === null || !corrections) return this.fail(run, FILE_GONE);

    const validation = await this.validateFile.execute(run, { text, corrections }, announce);
    if (!validation.ok) return validation.error.code === 'LOST' ? 'LOST' : this.fail(run, validation.error);
    return this.decide(run, validation.value, announce);
  }

  private async decide(run: ImportRun, validation: Validation, announce: Announce): Promise<number | 'LOST' | 'STALE'> {
    const { hasRowErrors, pool } = validation;
    const ready = validation.ready();
    const { counts, errors } = ready;
    const decision = decideImport(run, { counts, hasRowErrors, poolSize: pool.size });
    switch (decision.next) {
      case 'rest':
        return (await this.runs.rest(run, { progress: validated(counts.rows, counts.rows), counts, errors })) ?? 'LOST';
      case 'report':
        return (await this.runs.end(run, { status: 'completed', counts, errors })) ?? 'LOST';
      case 'fail':
        return this.fail(run, decision.error, ready);
      case 'commit':
        return this.commit(run, ready, announce);
    }
  }

  private async commit(run: ImportRun, ready: ReadyImport, announce: Announce): Promise<number | 'LOST' | 'STALE'> {
    const committed = await this.commits.commit(run, ready, announce);
    if (committed.ok) return committed.value;
    return committed.error.code === 'GROUP_DELETED' ? this.fail(run, GROUP_DELETED) : committed.error.code;
  }

  private async fail(run: ImportRun, error: ImportError, found?: ReadyImport): Promise<number | 'LOST'> {
    const counts = withoutEffect(found?.counts ?? NO_COUNTS);
    return (await this.runs.end(run, { status: 'failed', error, counts, errors: found?.errors ?? [] })) ?? 'LOST';
  }
}
