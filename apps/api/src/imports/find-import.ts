import { Id } from '@ctci/contracts';
import { CORRECTION_DAYS } from '@ctci/domain';
import { type ImportDocument, ImportRepository, ImportSteps } from '@ctci/persistence';
import { Injectable } from '@nestjs/common';
import { ProblemError } from '../http/problem-error.js';

/** The import that a path names. */
@Injectable()
export class FindImport {
  constructor(
    private readonly imports: ImportRepository,
    private readonly steps: ImportSteps,
  ) {}

  /** @throws ProblemError `IMPORT_NOT_FOUND`, for what is no id at all too */
  async byId(importId: string): Promise<ImportDocument> {
    const document = Id.safeParse(importId).success ? await this.imports.get(importId) : null;
    if (!document) throw new ProblemError('IMPORT_NOT_FOUND');
    if (!seemsStale(document)) return document;

    // Whoever looks finishes what the expiry worker may not have come to; whether it is due is for the database to say.
    await this.steps.abandonStale();
    return (await this.imports.get(importId)) ?? document;
  }
}

const seemsStale = ({ status, restedAt }: ImportDocument): boolean =>
  status === 'needs_correction' &&
  restedAt !== undefined &&
  Date.now() - restedAt.getTime() > CORRECTION_DAYS * 86_400_000;
