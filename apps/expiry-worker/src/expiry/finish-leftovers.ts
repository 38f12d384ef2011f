import { type ImportJob, importJob } from '@ctci/contracts';
import { type AbandonedTransactions, type Draining, type ImportRepository, type ImportSteps } from '@ctci/persistence';
import { type Queue } from 'bullmq';

/**
 * Finishes what was left unfinished. MongoDB says what that is, whatever Redis has forgotten: an import that has its
 * job still is not given a second one, and one that is run twice is fenced.
 */
export class FinishLeftovers {
  constructor(
    private readonly imports: ImportRepository,
    private readonly steps: ImportSteps,
    private readonly draining: Draining,
    private readonly transactions: AbandonedTransactions,
    private readonly importJobs: Queue<ImportJob>,
  ) {}

  async execute(): Promise<void> {
    await this.transactions.end();
    const unfinished = await this.imports.unfinished();
    await this.importJobs.addBulk(
      unfinished.map(({ _id, correlationId }) => importJob({ importId: _id.toHexString(), correlationId })),
    );
    await this.steps.abandonStale();
    await this.draining.finish();
  }
}
