import { type ImportCommit } from '@ctci/contracts';
import { err, isCommittable, type Result } from '@ctci/domain';
import {
  type Alongside,
  type GroupRepository,
  type ImportDocument,
  type ImportSteps,
  type NotBased,
} from '@ctci/persistence';
import { type ImportJobs } from './import-jobs.js';
import { type ReadCorrections } from './read-corrections.js';

type NotCommitted = NotBased | { readonly code: 'NOT_COMMITTABLE' | 'GROUP_DELETING' };

/** Imports the stored file of a dry run, or of an import that had to be confirmed: as an import of its own. */
export class CommitImport {
  constructor(
    private readonly groups: GroupRepository,
    private readonly steps: ImportSteps,
    private readonly corrections: ReadCorrections,
    private readonly jobs: ImportJobs,
  ) {}

  async execute(
    base: ImportDocument,
    { onError = base.onError, confirmRemoved, ...sent }: ImportCommit,
    origin: Pick<ImportDocument, 'createdBy' | 'createdFrom' | 'correlationId'>,
    alongside: Alongside<ImportDocument>,
  ): Promise<Result<ImportDocument, NotCommitted>> {
    if (!isCommittable(base)) return err({ code: 'NOT_COMMITTABLE' });
    const group = await this.groups.get(base.groupId.toHexString());
    if (!group || group.deletingSince) return err({ code: 'GROUP_DELETING' });

    const corrections = await this.corrections.of(base, sent);
    const wish = { mode: base.mode, onError, dryRun: false, ...(confirmRemoved !== undefined && { confirmRemoved }) };
    const accepted = await this.steps.commit(base, { ...origin, ...wish }, corrections, alongside);
    if (accepted.ok) {
      await this.jobs.add({ importId: accepted.value._id.toHexString(), correlationId: origin.correlationId });
    }
    return accepted;
  }
}
