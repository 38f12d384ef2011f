import { Id } from '@ctci/contracts';
import { type GroupDocument, GroupRepository } from '@ctci/persistence';
import { Injectable } from '@nestjs/common';
import { ProblemError } from '../http/problem-error.js';

/** The group that a path names. */
@Injectable()
export class FindGroup {
  constructor(private readonly groups: GroupRepository) {}

  /** @throws ProblemError `GROUP_NOT_FOUND`, for what is no id at all too */
  async byId(groupId: string): Promise<GroupDocument> {
    const group = Id.safeParse(groupId).success ? await this.groups.get(groupId) : null;
    if (!group) throw new ProblemError('GROUP_NOT_FOUND');
    return group;
  }
}
