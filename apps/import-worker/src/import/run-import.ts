import { FILE_GONE, GROUP_DELETED, type ImportError, validated } from '@ctci/domain';
import { type ImportCommits, type ImportRepository, type ImportRun, type ImportRuns } from '@ctci/persistence';
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
  ) {}

  async execute(importId: string, announce: Announce): Promise<void> {
    const run = await this.runs.claim(importId);
    if (!run) return;
    try {
      await this.rounds(run, announce);
    } finally {
      await this.runs.release(run);
    }
  }

  /** As many rounds as it takes to meet a pool that stays as it was validated for. */
  private async rounds(first: ImportRun, announce: Announce): Promise<void> {
    for (let run: ImportRun | null = first; run; run = await this.runs.nextRound(run)) {
      announce(run.seq);
      const outcome = await this.round(run, announce);
      if (typeof outcome === 'number') announce(outcome);
      if (outcome !== 'STALE') return;
    }
  }

  /** One round: the `seq` it ended with, or why it did not. */
  private async round(run: ImportRun, announce: Announce): Promise<number | 'LOST' | 'STALE'> {
    const text = await this.imports.fileText(run.fileSha256);
    if (text === null) return this.fail(run, FILE_GONE);

    const validation = await this.validateFile.execute(run, text, announce);
    if (!validation.ok) return validation.error.code === 'LOST' ? 'LOST' : this.fail(run, validation.error);
    if (validation.value.rejected > 0 && run.onError === 'abort') return this.rest(run, validation.value);

    const committed = await this.commits.commit(run, validation.value.ready(), announce);
    if (committed.ok) return committed.value;
    return committed.error.code === 'GROUP_DELETED' ? this.fail(run, GROUP_DELETED) : committed.error.code;
  }

  private async rest(run: ImportRun, validation: Validation): Promise<number | 'LOST'> {
    const { counts, errors } = validation.ready();
    const progress = validated(counts.rows, counts.rows);
    return (await this.runs.tell(run, { status: 'needs_correction', progress, counts, errors })) ?? 'LOST';
  }

  private async fail(run: ImportRun, error: ImportError): Promise<number | 'LOST'> {
    return (await this.runs.fail(run, error)) ?? 'LOST';
  }
}
