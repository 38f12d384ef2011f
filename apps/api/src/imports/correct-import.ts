import { type ImportCorrections } from '@ctci/contracts';
import { err, type Result } from '@ctci/domain';
import { type Alongside, type ImportDocument, type ImportSteps, type NotCorrected } from '@ctci/persistence';
import { type ImportJobs } from './import-jobs.js';
import { type ReadCorrections } from './read-corrections.js';

/** Mends rows of an import that rests, and sends it on its way again. */
export class CorrectImport {
  constructor(
    private readonly steps: ImportSteps,
    private readonly corrections: ReadCorrections,
    private readonly jobs: ImportJobs,
  ) {}

  async execute(
    seen: ImportDocument,
    sent: ImportCorrections,
    alongside: Alongside<ImportDocument>,
  ): Promise<Result<ImportDocument, NotCorrected>> {
    if (seen.status !== 'needs_correction') return err({ code: 'NOT_CORRECTABLE' });
    const corrected = await this.steps.correct(seen, await this.corrections.of(seen, sent), alongside);
    if (corrected.ok) await this.jobs.add({ importId: seen._id.toHexString(), correlationId: seen.correlationId });
    return corrected;
  }
}
