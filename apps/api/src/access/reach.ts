import { Id, type ProblemCode } from '@ctci/contracts';
import { ImportRepository, Records } from '@ctci/persistence';
import { Injectable } from '@nestjs/common';
import { ProblemError } from '../http/problem-error.js';
import { type Principal, reaches } from './principal.js';

/**
 * A key that is bound to groups meets nothing that belongs to another, whichever route names it: what it does not reach
 * is to it what there is not. Lists, and what is named in a body, their own use cases hold to the same.
 */
@Injectable()
export class Reach {
  constructor(
    private readonly imports: ImportRepository,
    private readonly records: Records,
  ) {}

  /**
   * @param params of the route's path
   * @throws ProblemError as for a thing that there is not
   */
  async check(caller: Principal, params: unknown): Promise<void> {
    if (!caller.groupIds) return;
    const { groupId, importId, callInId } = params as Readonly<Record<string, string | undefined>>;
    if (groupId !== undefined) refuse('GROUP_NOT_FOUND', reaches(caller, groupId));
    if (importId !== undefined) {
      const found = Id.safeParse(importId).success ? await this.imports.get(importId) : null;
      refuse('IMPORT_NOT_FOUND', found !== null && reaches(caller, found.groupId));
    }
    if (callInId !== undefined) {
      const found = await this.records.get(callInId);
      refuse('CALL_IN_NOT_FOUND', found !== null && reaches(caller, found.groupId));
    }
  }
}

function refuse(code: ProblemCode, isReached: boolean): void {
  if (!isReached) throw new ProblemError(code);
}
