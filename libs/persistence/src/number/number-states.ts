import { type Dnis, type NumberState } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, type QueryFilter, Types } from 'mongoose';
import { LeaseRepository } from '../call-in/lease.repository.js';
import { Draining } from './draining.js';
import { type NumberDocument, POOL } from './number.schema.js';

export interface NumbersFilter {
  /** Part of the digits, or of the description without regard to case. */
  readonly q?: string | undefined;
  readonly state?: NumberState | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** A number as it stands at the moment, by the database's clock. */
export type NumberInState = NumberDocument & { readonly state: NumberState };

/** The numbers of pools as people look at them. */
@Injectable()
export class NumberStates {
  constructor(
    @InjectModel('Number') private readonly numbers: Model<NumberDocument>,
    private readonly leases: LeaseRepository,
    private readonly draining: Draining,
  ) {}

  /** Numbers of a group in the order of their digits, draining ones too. */
  async list(groupId: string, { q, state, after, limit }: NumbersFilter): Promise<NumberInState[]> {
    const filter: QueryFilter<NumberDocument> = { groupId: new Types.ObjectId(groupId) };
    const alike: QueryFilter<NumberDocument>[] = [];
    if (after) filter._id = { $gt: after as Dnis };
    if (q) alike.push({ $or: [{ _id: containing(q) }, { description: containing(q, 'i') }] });
    if (state) filter.drainingSince = { $exists: state === 'draining' };
    if (state && state !== 'draining') alike.push({ _id: await this.inState(new Types.ObjectId(groupId), state) });
    if (alike.length > 0) filter.$and = alike;
    return this.withStates(await this.numbers.find(filter).sort({ _id: 1 }).hint(POOL).limit(limit).lean());
  }

  /** The same numbers, each with how it stands. */
  async withStates(numbers: readonly NumberDocument[]): Promise<NumberInState[]> {
    const busy = await this.leases.busy({ _id: { $in: numbers.map(({ _id }) => _id) } });
    return numbers.map((number) => ({
      ...number,
      state: number.drainingSince ? 'draining' : (busy.get(number._id) ?? 'free'),
    }));
  }

  /** How many numbers of each group a call-in holds; like in `poolSize`, draining ones do not count. */
  async inUse(groupIds: readonly Types.ObjectId[]): Promise<Map<string, number>> {
    return this.leases.countHeld(groupIds, await this.draining.drainingOf(groupIds));
  }

  private async inState(groupId: Types.ObjectId, state: 'free' | 'leased' | 'cooling') {
    const busy = await this.leases.busy({ groupId });
    if (state === 'free') return { $nin: [...busy.keys()] };
    return { $in: [...busy].flatMap(([dnis, its]) => (its === state ? [dnis] : [])) };
  }
}

const containing = (text: string, flags = '') =>
  new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`), flags);
