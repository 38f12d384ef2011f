import { Id } from '@ctci/contracts';
import { type ImportDocument, ImportRepository } from '@ctci/persistence';
import { Injectable } from '@nestjs/common';
import { ProblemError } from '../http/problem-error.js';

/** The import that a path names. */
@Injectable()
export class FindImport {
  constructor(private readonly imports: ImportRepository) {}

  /** @throws ProblemError `IMPORT_NOT_FOUND`, for what is no id at all too */
  async byId(importId: string): Promise<ImportDocument> {
    const document = Id.safeParse(importId).success ? await this.imports.get(importId) : null;
    if (!document) throw new ProblemError('IMPORT_NOT_FOUND');
    return document;
  }
}
