import { type PlannedNumber } from '@ctci/domain';
import { type ClientSession, type Connection, type Types } from 'mongoose';
import { sendRows } from '../database/send-rows.js';

/**
 * How imports and their undoing change numbers, by the thousand and within one transaction. By the primary key alone:
 * with `groupId` in the filter the planner may walk the whole group for every row.
 */
export class NumberWrites {
  constructor(
    private readonly connection: Connection,
    private readonly session: ClientSession,
  ) {}

  /** @returns false when somebody else has one of the numbers: the primary key refuses it */
  async create(groupId: Types.ObjectId, numbers: readonly PlannedNumber[]): Promise<boolean> {
    const documents = numbers.map(({ dnis, description }) => ({ _id: dnis, groupId, description }));
    return documents.length === 0 || sendRows(this.connection, { insert: 'numbers', documents }, this.session);
  }

  async describe(numbers: readonly PlannedNumber[]): Promise<void> {
    await this.update(numbers.map((number) => describe(number)));
  }

  /** Takes numbers that drain back into their pool. */
  async revive(numbers: readonly PlannedNumber[]): Promise<void> {
    const revival = ({ q, u }: ReturnType<typeof describe>) => ({ q, u: { ...u, $unset: { drainingSince: 1 } } });
    await this.update(numbers.map((number) => revival(describe(number))));
  }

  private async update(updates: readonly object[]): Promise<void> {
    if (updates.length > 0) await sendRows(this.connection, { update: 'numbers', updates }, this.session);
  }
}

const describe = ({ dnis, description }: PlannedNumber) => ({ q: { _id: dnis }, u: { $set: { description } } });
