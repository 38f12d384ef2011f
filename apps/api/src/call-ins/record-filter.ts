import { type AttemptsQuery, type CallInFilter } from '@ctci/contracts';
import { type Dnis, type NumberRules, parseGroupName, readTrunkNumber } from '@ctci/domain';
import { type AttemptsFilter, type CallInsFilter, type GroupRepository, type GroupScope } from '@ctci/persistence';
import { type Principal } from '../access/principal.js';
import { ProblemError } from '../http/problem-error.js';
import { seesPersonal } from './call-in-view.js';

type Unpaged<Filter> = Omit<Filter, 'after' | 'limit'>;

/** Reads what records are asked for by as the records have it: names without regard to case, numbers in any form. */
export class RecordFilter {
  constructor(
    private readonly groups: GroupRepository,
    private readonly rules: NumberRules,
  ) {}

  /**
   * @param asker whoever may not see callers' numbers could find them out one by one
   * @returns null for what no record can have
   * @throws ProblemError `FORBIDDEN` for a filter that needs more than the caller may see
   */
  async ofCallIns(asked: CallInFilter, asker: Principal): Promise<Unpaged<CallInsFilter> | null> {
    if (asked.fromPhoneNumber !== undefined && !seesPersonal(asker))
      throw new ProblemError('FORBIDDEN', NEEDS_PERSONAL);
    const { state, callbackServiceId, createdFrom: from, createdTo: to } = asked;
    const groupName = await this.groupName(asked.groupName);
    const [dnis, caller] = [this.number(asked.dnis), this.number(asked.fromPhoneNumber)];
    const groups = await this.groupsOf(asker);
    if (groupName === null || dnis === null || caller === null || groups?.length === 0) return null;
    return { state, callbackServiceId, from, to, groupName, dnis, caller, groups };
  }

  /** @returns null for what no attempt can have */
  async ofAttempts(
    asked: Omit<AttemptsQuery, 'limit' | 'cursor'>,
    asker: Principal,
  ): Promise<Unpaged<AttemptsFilter> | null> {
    const { outcome, reason, from, to } = asked;
    const groupName = await this.groupName(asked.groupName);
    const dnis = this.number(asked.dnis);
    const groups = await this.groupsOf(asker);
    if (groupName === null || dnis === null || groups?.length === 0) return null;
    return { outcome, reason, from, to, groupName, dnis, groups };
  }

  /** Undefined for whoever reaches all. */
  private async groupsOf({ groupIds }: Principal): Promise<GroupScope[] | undefined> {
    if (!groupIds) return undefined;
    const groups = await this.groups.some(groupIds);
    return groups.map(({ _id, name, createdAt }) => ({ id: _id.toHexString(), name, since: createdAt }));
  }

  /** A group that is gone is found by its name exactly as it was written. */
  private async groupName(text: string | undefined): Promise<string | null | undefined> {
    if (text === undefined) return undefined;
    const parsed = parseGroupName(text);
    if (!parsed.ok) return null;
    return (await this.groups.byName(parsed.value))?.name ?? parsed.value.name;
  }

  private number(text: string | undefined): Dnis | null | undefined {
    return text === undefined ? undefined : readTrunkNumber(text, this.rules);
  }
}

const NEEDS_PERSONAL = 'Filter by something else, or use a key with the scope read:personal.';
