import { type Dnis } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, type Types } from 'mongoose';
import { type CallInDocument, LIVE_ON } from '../call-in/call-in.schema.js';
import { Batcher } from '../database/batcher.js';
import { type GroupDocument } from '../group/group.schema.js';
import { type NumberDocument, POOL } from './number.schema.js';

/** The numbers of pools as they are handed out and dialled. */
@Injectable()
export class PoolNumbers {
  private readonly owners = new Batcher((dnis: readonly Dnis[]) => this.ownersOf(dnis));

  constructor(
    @InjectModel('Number') private readonly numbers: Model<NumberDocument>,
    @InjectModel('Group') private readonly groups: Model<GroupDocument>,
    @InjectModel('CallIn') private readonly callIns: Model<CallInDocument>,
  ) {}

  /** A page of the numbers of a group that may be offered, in the order of their digits. */
  async offerable(groupId: Types.ObjectId, after: Dnis | undefined, limit: number): Promise<Dnis[]> {
    const filter = { groupId, drainingSince: { $exists: false }, ...(after && { _id: { $gt: after } }) };
    const found = await this.numbers.find(filter, { _id: 1 }).sort({ _id: 1 }).hint(POOL).limit(limit).lean();
    return found.map(({ _id }) => _id);
  }

  /** Of these numbers, those that may be offered by the group: in its pool and not draining. */
  async offerableAmong(groupId: Types.ObjectId, dnis: readonly Dnis[]): Promise<Set<Dnis>> {
    const owners = await this.ownersOf(dnis);
    return new Set(dnis.filter((_, index) => owners[index]?.equals(groupId)));
  }

  /** Whether the number is in the group's pool and not draining. */
  async isOfferable(groupId: Types.ObjectId, dnis: Dnis): Promise<boolean> {
    return (await this.owners.ask(dnis))?.equals(groupId) ?? false;
  }

  /** Whether it is in any pool or any group's overflow number, draining or not. */
  async isKnown(dnis: Dnis): Promise<boolean> {
    return (await this.numbers.exists({ _id: dnis })) !== null;
  }

  /** Whether every group that the number is for, and every one that has a live call-in on it, is among these. */
  async isWithin(dnis: Dnis, groupIds: readonly string[]): Promise<boolean> {
    const number = await this.numbers.findById(dnis, { groupId: 1, overflowOf: 1 }).lean();
    const living = await this.callIns.find({ dnis, state: 'waiting' }, { groupId: 1 }).hint(LIVE_ON).lean();
    const groups = [number?.groupId, ...(number?.overflowOf ?? []), ...living.map(({ groupId }) => groupId)];
    return groups.every((group) => group === undefined || groupIds.includes(group.toHexString()));
  }

  /** The name of the group that a call to the number is for; undefined when there is none any more. */
  async groupNameOf(dnis: Dnis): Promise<string | undefined> {
    const number = await this.numbers.findById(dnis, { groupId: 1, overflowOf: 1 }).lean();
    const groupId = number?.groupId ?? number?.overflowOf?.[0];
    return groupId && (await this.groups.findById(groupId, { name: 1 }).lean())?.name;
  }

  async isOverflowOf(groupId: Types.ObjectId, dnis: Dnis): Promise<boolean> {
    return (await this.numbers.exists({ _id: dnis, overflowOf: groupId })) !== null;
  }

  /** Whose each of these numbers is to hand out. */
  private async ownersOf(dnis: readonly Dnis[]): Promise<(Types.ObjectId | undefined)[]> {
    const offerable = { _id: { $in: [...dnis] }, drainingSince: { $exists: false } };
    const projection = { groupId: 1 };
    const found = await this.numbers.collection.find(offerable as never, { projection, hint: { _id: 1 } }).toArray();
    const owners = new Map(found.map(({ _id, groupId }) => [String(_id), groupId as Types.ObjectId | undefined]));
    return dnis.map((number) => owners.get(number));
  }
}
