import {
  type Dnis,
  err,
  groupNameKey,
  type GroupName,
  type GroupSettings,
  ok,
  type PlannedNumber,
  type Result,
} from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import { type ClientSession, type Connection, type Model, Types } from 'mongoose';
import { type Alongside, nothingElse } from '../database/alongside.js';
import { Batcher } from '../database/batcher.js';
import { inTransaction, isDuplicateKey } from '../database/transaction.js';
import { Draining } from '../number/draining.js';
import { type NumberConflict, NumberRepository } from '../number/number.repository.js';
import { type NumberDocument, POOL } from '../number/number.schema.js';
import { type GroupDocument } from './group.schema.js';

export interface NewGroupEntry {
  readonly name: GroupName;
  readonly settings: GroupSettings;
  readonly numbers: readonly PlannedNumber[];
}

/** A group with its pool. */
export interface WholeGroup {
  readonly group: GroupDocument;
  /** Those that drain are not among them: they have left it. */
  readonly numbers: readonly string[];
}

interface Uniqueness {
  readonly uniqueDnis: boolean;
  readonly uniqueSince?: Date;
}

/** Groups and their settings. */
@Injectable()
export class GroupRepository {
  private readonly names = new Batcher((keys: readonly string[]) => this.named(keys));
  private readonly uniquenesses = new Batcher((ids: readonly Types.ObjectId[]) => this.uniquenessOf(ids));

  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel('Group') private readonly groups: Model<GroupDocument>,
    @InjectModel('Number') private readonly numbers: Model<NumberDocument>,
    private readonly numberRepository: NumberRepository,
    private readonly draining: Draining,
  ) {}

  /** Makes a group with all of its numbers, or nothing. */
  async create(
    entry: NewGroupEntry,
    alongside: Alongside<GroupDocument> = nothingElse,
  ): Promise<Result<GroupDocument, { code: 'GROUP_NAME_TAKEN' } | NumberConflict>> {
    const { name, settings, numbers } = entry;
    if (await this.groups.exists({ nameKey: name.key })) return err({ code: 'GROUP_NAME_TAKEN' });
    const both = numbers.find(({ dnis }) => dnis === settings.overflowNumber);
    if (both) return err({ code: 'NUMBER_TAKEN', dnis: both.dnis, groupName: name.name });

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
    try {
      return await this.numberRepository.orConflict(async (session) => {
        await this.groups.create([group], { session });
        await this.reserveOverflow(group._id, settings.overflowNumber, session);
        const documents = numbers.map(({ dnis, description }) => ({ _id: dnis, groupId: group._id, description }));
        if (documents.length > 0) await this.numbers.collection.insertMany(documents as never[], { session });
        await alongside(group, session, this.connection);
        return ok(group);
      });
    } catch (error) {
      if (isDuplicateKey(error, 'groups')) return err({ code: 'GROUP_NAME_TAKEN' });
      throw error;
    }
  }

  /** The group that has this name; without one, one of that name that is being deleted. */
  async byName({ key }: GroupName): Promise<GroupDocument | null> {
    const group = await this.names.ask(key);
    if (group) return group;
    const deleting = await this.groups.find({ deletingSince: { $exists: true } }).lean();
    return deleting.find(({ name }) => groupNameKey(name) === key) ?? null;
  }

  /** Whether the group makes unique call-ins now, and since when if it made others before; null once it is gone. */
  async uniqueness(groupId: Types.ObjectId): Promise<Uniqueness | null> {
    return this.uniquenesses.ask(groupId);
  }

  async get(groupId: string): Promise<GroupDocument | null> {
    return this.groups.findById(groupId).lean();
  }

  /** Those of these groups that there are, those being deleted too. */
  async some(groupIds: readonly string[]): Promise<GroupDocument[]> {
    return this.groups.find({ _id: { $in: groupIds } }).lean();
  }

  /** Groups by name; `after` is the `nameKey` that the page before ended with. Those being deleted have none. */
  async list(filter: {
    nameKey?: string | undefined;
    after?: string | undefined;
    /** Only these; null for all. */
    groupIds?: readonly string[] | null;
    limit: number;
  }): Promise<GroupDocument[]> {
    const nameKey = filter.nameKey ?? { $exists: true, ...(filter.after === undefined ? {} : { $gt: filter.after }) };
    const among = filter.groupIds && { _id: { $in: filter.groupIds } };
    return this.groups
      .find({ nameKey, ...among })
      .sort({ nameKey: 1 })
      .limit(filter.limit)
      .lean();
  }

  /** Sets the settings of the group as it was `seen`; refused when it has been changed since. */
  async changeSettings(
    seen: GroupDocument,
    settings: GroupSettings,
    alongside: Alongside<GroupDocument> = nothingElse,
  ): Promise<Result<GroupDocument, { code: 'PRECONDITION_FAILED' } | NumberConflict>> {
    const isOverflowChanged = settings.overflowNumber !== seen.settings.overflowNumber;
    const changed = await this.numberRepository.orConflict<GroupDocument, { code: 'PRECONDITION_FAILED' }>(
      async (session) => {
        const unchanged = { _id: seen._id, revision: seen.revision, deletingSince: { $exists: false } };
        const change = {
          $set: { settings, updatedAt: new Date() },
          $inc: { revision: 1 },
          ...(settings.uniqueDnis && !seen.settings.uniqueDnis && { $currentDate: { uniqueSince: true as const } }),
        };
        const group = await this.groups
          .findOneAndUpdate(unchanged, change, { session, returnDocument: 'after' })
          .lean();
        if (!group) return err({ code: 'PRECONDITION_FAILED' });
        if (isOverflowChanged) {
          await this.draining.releaseOverflow(seen._id, seen.settings.overflowNumber, session);
          await this.reserveOverflow(seen._id, settings.overflowNumber, session);
        }
        await alongside(group, session, this.connection);
        return ok(group);
      },
    );
    if (changed.ok && isOverflowChanged) await this.draining.finish();
    return changed;
  }

  /**
   * Begins the deletion: the name is free, and all of its numbers drain. What it begins, it also finishes, as far as no
   * call-in lives on the numbers.
   *
   * @param revision delete only while it is this one
   * @param alongside given the group as it was, if this call is what begins it
   * @returns the group as it drains, or null when there is none, or none of this revision
   */
  async delete(
    groupId: string,
    revision?: number,
    alongside: Alongside<WholeGroup> = nothingElse,
  ): Promise<GroupDocument | null> {
    const present = { _id: groupId, ...(revision !== undefined && { revision }) };
    const begun = await inTransaction<GroupDocument, null>(this.connection, async (session) => {
      const before = await this.groups.findOne(present, null, { session }).lean();
      const options = { session, returnDocument: 'after' as const, updatePipeline: true };
      const group = await this.groups.findOneAndUpdate(present, DELETING, options).lean();
      if (!group) return err(null);
      const inPool = { groupId: group._id, drainingSince: { $exists: false } };
      const pool = await this.numbers.find(inPool, { _id: 1 }, { session }).hint(POOL).lean();
      const numbers = pool.map(({ _id }) => _id);
      await this.draining.begin(group._id, numbers, session);
      await this.draining.releaseOverflow(group._id, group.settings.overflowNumber, session);
      if (before && !before.deletingSince) await alongside({ group: before, numbers }, session, this.connection);
      return ok(group);
    });
    if (!begun.ok) return null;
    await this.draining.finish();
    return begun.value;
  }

  private async named(keys: readonly string[]): Promise<(GroupDocument | null)[]> {
    const named = { nameKey: { $in: [...new Set(keys)] } };
    const found = (await this.groups.collection.find(named).toArray()) as unknown as GroupDocument[];
    const groups = new Map(found.map((group) => [group.nameKey, group]));
    return keys.map((key) => groups.get(key) ?? null);
  }

  private async uniquenessOf(ids: readonly Types.ObjectId[]): Promise<(Uniqueness | null)[]> {
    const groupIds = [...new Map(ids.map((id) => [id.toHexString(), id])).values()];
    const projection = { uniqueDnis: '$settings.uniqueDnis', uniqueSince: 1 };
    const found = await this.groups.collection.find({ _id: { $in: groupIds } }, { projection }).toArray();
    const groups = new Map(found.map(({ _id, ...group }) => [_id.toHexString(), group as unknown as Uniqueness]));
    return ids.map((id) => groups.get(id.toHexString()) ?? null);
  }

  /** Keeps a number out of every pool; where a pool has it, the primary key refuses. */
  private async reserveOverflow(groupId: Types.ObjectId, dnis: Dnis | null, session: ClientSession): Promise<void> {
    if (!dnis) return;
    const inNoPool = { _id: dnis, groupId: { $exists: false } };
    const reservation = {
      $addToSet: { overflowOf: groupId },
      $unset: { drainingSince: 1 as const },
      $setOnInsert: { description: '' },
    };
    await this.numbers.updateOne(inNoPool, reservation, { session, upsert: true });
  }
}

const DELETING = [
  { $set: { deletingSince: { $ifNull: ['$deletingSince', '$$NOW'] }, poolSize: 0 } },
  { $unset: 'nameKey' },
];
