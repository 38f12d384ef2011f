import { type ImportOptions } from '@ctci/contracts';
import { err, type ImportWish, inspectUpload, ok, type Result, type UploadProblem } from '@ctci/domain';
import { type Alongside, type GroupDocument, type ImportDocument, type ImportRepository } from '@ctci/persistence';
import { type ImportJobs } from './import-jobs.js';
import { type ReceivedFile } from './receive-file.js';

export interface ImportRequest {
  readonly group: GroupDocument;
  readonly file: ReceivedFile;
  readonly options: ImportOptions;
  readonly createdBy: string;
  readonly createdFrom: string;
  readonly correlationId: string;
}

type NotAccepted = UploadProblem | { readonly code: 'GROUP_DELETING' };

/**
 * Takes a file in: what can be told at once is told at once, and nothing is stored. What is stored will end, whether
 * Redis takes the job now or not.
 */
export class AcceptImport {
  constructor(
    private readonly imports: ImportRepository,
    private readonly jobs: ImportJobs,
  ) {}

  async execute(
    { group, file, options, ...origin }: ImportRequest,
    alongside: Alongside<ImportDocument>,
  ): Promise<Result<ImportDocument, NotAccepted>> {
    if (group.deletingSince) return err({ code: 'GROUP_DELETING' });
    const text = inspectUpload(file.bytes);
    if (!text.ok) return text;

    const entry = {
      ...origin,
      groupId: group._id.toHexString(),
      groupName: group.name,
      fileName: file.name,
      content: file.bytes,
      ...wishOf(options),
    };
    const accepted = await this.imports.accept(entry, alongside);
    await this.jobs.add({ importId: accepted._id.toHexString(), correlationId: origin.correlationId });
    return ok(accepted);
  }
}

const wishOf = ({ confirmRemoved, ...options }: ImportOptions): ImportWish => ({
  ...options,
  ...(confirmRemoved !== undefined && { confirmRemoved }),
});
