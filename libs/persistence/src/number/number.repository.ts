import { type Dnis, err, type Holder, ok, type PlannedNumber, type Result } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientSession, type Connection, type Model, Types } from 'mongoose';
import { CallInRepository } from '../call-in/call-in.repository.js';
import { type Alongside, nothingElse } from '../database/alongside.js';
import { inTransaction, isDuplicateKey } from '../database/transaction.js';
import { type GroupDocument } from '../group/group.schema.js';
import { growPool, type NoRoom, type NotResized, shrinkPool } from '../group/pool-size.js';
import { Draining } from './draining.js';
import { type NumberDocument, POOL } from './number.schema.js';

export interface NumberConflict {
  readonly code: 'NUMBER_TAKEN' | 'NUMBER_DRAINING';
  readonly dnis: Dnis;
  readonly groupName: string;
  /** Of a draining one: when no call-in can live on it any more. */
  readonly retryAfterSeconds?: number;
}
export interface Changed {
  readonly code: 'PRECONDITION_FAILED';
}

/** The numbers of all pools. */
@Injectable()
export class NumberRepository {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel('Number') private readonly numbers: Model<NumberDocument>,
    @InjectModel('Group') private readonly groups: Model<GroupDocument>,
    private readonly draining: Draining,
    private readonly callIns: CallInRepository,
  ) {}

  /** All numbers of a group but the draining ones, in the order of their digits. */
  async all(groupId: string): Promise<NumberDocument[]> {
    const filter = { groupId: new Types.ObjectId(groupId), drainingSince: { $exists: false } };
    return this.numbers.find(filter).sort({ _id: 1 }).hint(POOL).lean();
  }

  /** As {@link all}, and no more of each than an import needs to know. */
  async pool(groupId: string): Promise<PlannedNumber[]> {
    const inPool = { groupId: new Types.ObjectId(groupId), drainingSince: { $exists: false } };
    const [found] = await this.numbers.collection
      .aggregate<{ lines: string[] }>([{ $match: inPool }, { $group: { _id: null, lines: { $push: LINE } } }], {
        hint: POOL,
      })
      .toArray();
    return (found?.lines ?? []).map(numberOf);
  }

  async get(groupId: string, dnis: Dnis): Promise<NumberDocument | null> {
    const found = await this.numbers.findById(dnis).lean();
    return found?.groupId?.toHexString() === groupId ? found : null;
  }

  /**
   * Who has each of these numbers; what nobody has is absent.
   *
   * @param own a group whose name the caller knows: numbers of its pool cost no second look, and little to read
   */
  async holders(dnis: readonly Dnis[], own?: Omit<Owner, 'deleting'>): Promise<Map<Dnis, Holder>> {
    const { lines, others } = await this.found(dnis, own?.groupId);
    const owners = await this.ownersOf(others, own);
    const group = { groupId: own?.groupId ?? '', groupName: own?.groupName ?? '' };
    const ours = lines.map((line): Holder => ({ ...numberOf(line), ...group, draining: false, overflow: false }));
    return new Map([...ours, ...others.map((number) => holderOf(number, owners))].map((one) => [one.dnis, one]));
  }

  /** Those of these numbers that are in the group's pool, as lines, and all others as documents. */
  private async found(dnis: readonly Dnis[], groupId?: string): Promise<{ lines: string[]; others: NumberDocument[] }> {
    const isOurs = { $eq: ['$groupId', groupId ? new Types.ObjectId(groupId) : null] };
    const isInPool = { $and: [isOurs, { $eq: [{ $type: '$drainingSince' }, 'missing'] }] };
    const parted = {
      lines: { $push: { $cond: [isInPool, LINE, '$$REMOVE'] } },
      others: { $push: { $cond: [isInPool, '$$REMOVE', '$$ROOT'] } },
    };
    const [found] = await this.numbers.collection
      .aggregate<{ lines: string[]; others: NumberDocument[] }>([
        { $match: { _id: { $in: dnis } } },
        { $group: { _id: null, ...parted } },
      ])
      .toArray();
    return found ?? { lines: [], others: [] };
  }

  /** Adds a number, or revives it where it is draining in the same group. */
  async add(
    groupId: string,
    entry: PlannedNumber,
    alongside: Alongside<PlannedNumber> = nothingElse,
  ): Promise<Result<null, NoRoom | NumberConflict>> {
    const _id = new Types.ObjectId(groupId);
    return this.orConflict(async (session) => {
      const room = await growPool(this.groups, _id, 1, session);
      if (!room.ok) return room;
      await this.insert(_id, entry, session);
      await alongside(entry, session, this.connection);
      return ok(null);
    });
  }

  /** Changes a number that is still as it was `seen`. Other digits mean: the right number comes, the wrong one drains. */
  async change(
    groupId: string,
    seen: PlannedNumber,
    right: PlannedNumber,
    alongside: Alongside<PlannedNumber> = nothingElse,
  ): Promise<Result<null, NoRoom | NumberConflict | Changed>> {
    const _id = new Types.ObjectId(groupId);
    const isCorrection = right.dnis !== seen.dnis;
    const changed = await this.orConflict<null, NoRoom | Changed>(async (session) => {
      const room = await growPool(this.groups, _id, 0, session);
      if (!room.ok) return room;
      const updated = await this.update(_id, seen, right.description, session);
      if (!updated.ok) return updated;
      if (isCorrection) {
        await this.draining.begin(_id, [seen.dnis], session);
        await this.insert(_id, right, session);
      }
      await alongside(right, session, this.connection);
      return ok(null);
    });
    if (changed.ok && isCorrection) await this.draining.finish();
    return changed;
  }

  /** Takes a number that is still as it was `seen` out of its group; it drains first. */
  async remove(
    groupId: string,
    seen: PlannedNumber,
    alongside: Alongside<PlannedNumber> = nothingElse,
  ): Promise<Result<null, Changed | NotResized>> {
    const _id = new Types.ObjectId(groupId);
    const removed = await inTransaction<null, Changed | NotResized>(this.connection, async (session) => {
      const present = await this.update(_id, seen, seen.description, session);
      if (!present.ok) return present;
      await this.draining.begin(_id, [seen.dnis], session);
      const shrunk = await shrinkPool(this.groups, _id, session);
      if (!shrunk.ok) return shrunk;
      await alongside(seen, session, this.connection);
      return ok(null);
    });
    if (removed.ok) await this.draining.finish();
    return removed;
  }

  private async insert(
    groupId: Types.ObjectId,
    { dnis, description }: PlannedNumber,
    session: ClientSession,
  ): Promise<void> {
    const draining = { _id: dnis, groupId, drainingSince: { $exists: true } };
    const revival = { $set: { description }, $unset: { drainingSince: 1 as const } };
    const { matchedCount } = await this.numbers.updateOne(draining, revival, { session });
    if (matchedCount === 0) await this.numbers.create([{ _id: dnis, groupId, description }], { session });
  }

  /** The groups that have these numbers, by id; a group that is gone already is absent. */
  private async ownersOf(numbers: readonly NumberDocument[], own?: Omit<Owner, 'deleting'>) {
    const owners = new Map<string, Owner>(own ? [[own.groupId, { ...own, deleting: false }]] : []);
    const ids = new Set(
      numbers.flatMap(({ groupId, overflowOf = [] }) => groupId?.toHexString() ?? overflowOf.map(String)),
    );
    const foreign = [...ids].filter((id) => !owners.has(id));
    if (foreign.length === 0) return owners;

    const groups = await this.groups.find({ _id: { $in: foreign } }, { name: 1, deletingSince: 1 }).lean();
    for (const { _id, name, deletingSince } of groups) {
      const groupId = _id.toHexString();
      owners.set(groupId, { groupId, groupName: name, deleting: deletingSince !== undefined });
    }
    return owners;
  }

  /** Describes a number that is in the pool and still as it was seen. */
  private async update(
    groupId: Types.ObjectId,
    { dnis, description }: PlannedNumber,
    right: string,
    session: ClientSession,
  ): Promise<Result<null, Changed>> {
    const present = { _id: dnis, groupId, description, drainingSince: { $exists: false } };
    const { matchedCount } = await this.numbers.updateOne(present, { $set: { description: right } }, { session });
    return matchedCount === 1 ? ok(null) : err({ code: 'PRECONDITION_FAILED' });
  }

  /** Runs a transaction that inserts numbers; where the primary key refuses one, says who has it. */
  async orConflict<T, E>(
    work: (session: ClientSession) => Promise<Result<T, E>>,
  ): Promise<Result<T, E | NumberConflict>> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await inTransaction(this.connection, work);
      } catch (error) {
        const dnis = refusedNumber(error);
        const holder = (await this.holders([dnis])).get(dnis);
        if (holder && !(holder.draining && attempt === 1)) {
          const { groupName } = holder;
          if (!holder.draining) return err({ code: 'NUMBER_TAKEN', dnis, groupName });
          const retryAfterSeconds = await this.callIns.secondsUntilIdle(dnis);
          return err({ code: 'NUMBER_DRAINING', dnis, groupName, retryAfterSeconds });
        }
        // It has gone meanwhile, or may be about to: the transaction runs again.
        if (attempt === ATTEMPTS_MAX) throw error;
        await this.draining.finish();
        await sleep(AGAIN_MS * attempt);
      }
    }
  }
}

/**
 * A number as text. To make 10,000 documents of what MongoDB sends takes 40 ms of the process, to split as many strings
 * 2 ms.
 */
const LINE = { $concat: ['$_id', ',', '$description'] };

function numberOf(line: string): PlannedNumber {
  const comma = line.indexOf(',');
  return { dnis: line.slice(0, comma) as Dnis, description: line.slice(comma + 1) };
}

interface Owner {
  readonly groupId: string;
  readonly groupName: string;
  readonly deleting: boolean;
}

/** An overflow number has several owners: of those the first that stays. */
function holderOf(number: NumberDocument, owners: ReadonlyMap<string, Owner>): Holder {
  const { _id: dnis, groupId, overflowOf, description, drainingSince } = number;
  const all = [groupId ?? overflowOf ?? []].flat().flatMap((id) => owners.get(id.toHexString()) ?? []);
  const owner = all.find(({ deleting }) => !deleting) ?? all[0];
  return {
    ...{ dnis, groupId: owner?.groupId ?? '', groupName: owner?.groupName ?? '', description },
    draining: drainingSince !== undefined || !owner || owner.deleting,
    overflow: groupId === undefined,
  };
}

/** A number that nobody has and the primary key refuses is one whose holder is not on a majority yet: a matter of milliseconds. */
const ATTEMPTS_MAX = 8;
const AGAIN_MS = 10;

/** The number that the primary key refused, as only the message tells it for every kind of write; else throws. */
function refusedNumber(error: unknown): Dnis {
  const dnis = isDuplicateKey(error, 'numbers') ? /{ _id: "(\+\d+)" }/.exec((error as Error).message)?.[1] : undefined;
  if (dnis === undefined) throw error;
  return dnis as Dnis;
}
