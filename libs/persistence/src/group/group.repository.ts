import { type Dnis, err, type GroupName, type GroupSettings, ok, type PlannedNumber, type Result } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ClientSession, type Model, Types } from 'mongoose';
import { isDuplicateKey } from '../database/transaction.js';
import { type NumberConflict, NumberRepository } from '../number/number.repository.js';
import { type NumberDocument } from '../number/number.schema.js';
import { type GroupDocument } from './group.schema.js';

export interface NewGroupEntry {
  readonly name: GroupName;
  readonly settings: GroupSettings;
  readonly numbers: readonly PlannedNumber[];
}

/** Groups and their settings. */
@Injectable()
export class GroupRepository {
  constructor(
    @InjectModel('Group') private readonly groups: Model<GroupDocument>,
    @InjectModel('Number') private readonly numbers: Model<NumberDocument>,
    private readonly numberRepository: NumberRepository,
  ) {}

  /** Makes a group with all of its numbers, or nothing. */
  async create(entry: NewGroupEntry): Promise<Result<GroupDocument, { code: 'GROUP_NAME_TAKEN' } | NumberConflict>> {
    const { name, settings, numbers } = entry;
    if (await this.groups.exists({ nameKey: name.key })) return err({ code: 'GROUP_NAME_TAKEN' });

    const now = new Date();
    const group: GroupDocument = {
      _id: new Types.ObjectId(),
      name: name.name,
      nameKey: name.key,
      settings,
      poolSize: numbers.length,
      poolRevision: 0,
      revision: 1,
      createdAt: now,
      updatedAt: now,
    };
    const dnis = numbers.map((number) => number.dnis);
    const overflow = settings.overflowNumber ? [settings.overflowNumber] : [];
    try {
      return await this.numberRepository.orConflict([...overflow, ...dnis], async (session) => {
        await this.groups.create([group], { session });
        await this.reserveOverflow(group._id, settings.overflowNumber, session);
        const documents = numbers.map(({ dnis, description }) => ({ _id: dnis, groupId: group._id, description }));
        if (documents.length > 0) await this.numbers.collection.insertMany(documents as never[], { session });
        return ok(group);
      });
    } catch (error) {
      if (isDuplicateKey(error, 'groups')) return err({ code: 'GROUP_NAME_TAKEN' });
      throw error;
    }
  }

  async get(groupId: string): Promise<GroupDocument | null> {
    return this.groups.findById(groupId).lean();
  }

  /** Groups by name; `after` is the `nameKey` that the page before ended with. Those being deleted have none. */
  async list(filter: {
    nameKey?: string | undefined;
    after?: string | undefined;
    limit: number;
  }): Promise<GroupDocument[]> {
    const nameKey = filter.nameKey ?? { $exists: true, ...(filter.after === undefined ? {} : { $gt: filter.after }) };
    return this.groups.find({ nameKey }).sort({ nameKey: 1 }).limit(filter.limit).lean();
  }

  /** Sets the settings of the group as it was `seen`; refused when it has been changed since. */
  async changeSettings(
    seen: GroupDocument,
    settings: GroupSettings,
  ): Promise<Result<GroupDocument, { code: 'PRECONDITION_FAILED' } | NumberConflict>> {
    const overflow = settings.overflowNumber === seen.settings.overflowNumber ? null : settings.overflowNumber;
    return this.numberRepository.orConflict(overflow ? [overflow] : [], async (session) => {
      const unchanged = { _id: seen._id, revision: seen.revision, deletingSince: { $exists: false } };
      const change = { $set: { settings, updatedAt: new Date() }, $inc: { revision: 1 } };
      const changed = await this.groups
        .findOneAndUpdate(unchanged, change, { session, returnDocument: 'after' })
        .lean();
      if (!changed) return err({ code: 'PRECONDITION_FAILED' as const });
      if (settings.overflowNumber !== seen.settings.overflowNumber) {
        await this.releaseOverflow(seen._id, session);
        await this.reserveOverflow(seen._id, settings.overflowNumber, session);
      }
      return ok(changed);
    });
  }

  /** Begins the deletion: the name is free and no number can be added from here on. Null when there is no such group. */
  async delete(groupId: string): Promise<GroupDocument | null> {
    const deleting = { $currentDate: { deletingSince: true as const }, $unset: { nameKey: 1 as const } };
    const present = { _id: groupId, deletingSince: { $exists: false } };
    const begun = await this.groups.findOneAndUpdate(present, deleting, { returnDocument: 'after' }).lean();
    return begun ?? this.groups.findById(groupId).lean();
  }

  /** Finishes deletions: numbers on which no call-in lives go, and the group with the last of them. */
  async removeDeleted(): Promise<void> {
    const deleting = await this.groups.find({ deletingSince: { $exists: true } }, { _id: 1 }).lean();
    for (const { _id } of deleting) {
      await this.numbers.deleteMany({ groupId: _id });
      await this.releaseOverflow(_id);
      await this.groups.deleteOne({ _id });
    }
  }

  /** Keeps a number out of every pool; where a pool has it, the primary key refuses. */
  private async reserveOverflow(groupId: Types.ObjectId, dnis: Dnis | null, session: ClientSession): Promise<void> {
    if (!dnis) return;
    const inNoPool = { _id: dnis, groupId: { $exists: false } };
    const reservation = { $addToSet: { overflowOf: groupId }, $setOnInsert: { description: '' } };
    await this.numbers.updateOne(inNoPool, reservation, { session, upsert: true });
  }

  private async releaseOverflow(groupId: Types.ObjectId, session?: ClientSession): Promise<void> {
    const options = session ? { session } : {};
    const reserved = await this.numbers.find({ overflowOf: groupId }, { _id: 1 }, options).lean();
    const ids = reserved.map(({ _id }) => _id);
    await this.numbers.updateMany({ _id: { $in: ids } }, { $pull: { overflowOf: groupId } }, options);
    await this.numbers.deleteMany({ _id: { $in: ids }, overflowOf: { $size: 0 } }, options);
  }
}
