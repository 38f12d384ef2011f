import { type CallInState, type Dnis, type RejectReason, stateAt } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Collection, type Document } from 'mongodb';
import { type Connection, Types } from 'mongoose';
import { collectionOf } from '../database/collection-of.js';
import { type AttemptDocument } from './attempt.schema.js';
import { type CallInDocument } from './call-in.schema.js';
import { CallInEnds, EXPIRY_BATCH } from './call-in-ends.js';
import { secondsAgo } from './decide.js';

/** Where a page ended: things are ordered by time, then by id. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

interface Span {
  readonly from?: Date | undefined;
  /** Not included. */
  readonly to?: Date | undefined;
  readonly after?: Position | undefined;
  readonly limit: number;
}

/** A group whose records are looked up, as it is told apart from earlier ones of its name. */
export interface GroupScope {
  readonly id: string;
  readonly name: string;
  readonly since: Date;
}

export interface CallInsFilter extends Span {
  /** Only of these; absent for all. */
  readonly groups?: readonly GroupScope[] | undefined;
  readonly groupName?: string | undefined;
  readonly dnis?: Dnis | undefined;
  readonly state?: CallInState | undefined;
  readonly caller?: Dnis | undefined;
  readonly callbackServiceId?: string | undefined;
}

export interface AttemptsFilter extends Span {
  /** Only of these; absent for all. */
  readonly groups?: readonly GroupScope[] | undefined;
  readonly groupName?: string | undefined;
  readonly dnis?: Dnis | undefined;
  readonly outcome?: 'matched' | 'rejected' | undefined;
  readonly reason?: RejectReason | undefined;
}

/** A call that arrived: joined to a call-in, which then records it, or rejected. */
export type Attempt =
  | { readonly at: Date; readonly id: string; readonly callIn: CallInDocument }
  | { readonly at: Date; readonly id: string; readonly rejected: AttemptDocument };

/** Call-ins and attempts as they are looked up, newest first. */
@Injectable()
export class Records {
  private readonly callIns: Collection<CallInDocument>;
  private readonly attempts: Collection<AttemptDocument>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly ends: CallInEnds,
  ) {
    this.callIns = collectionOf(connection, 'callIns');
    this.attempts = collectionOf(connection, 'attempts');
  }

  /** As it is by the database's clock, whether a worker has seen it expire or not. */
  async get(callInId: string): Promise<CallInDocument | null> {
    const [found] = await this.settled([{ $match: { _id: callInId } }]);
    return found ?? null;
  }

  /** Those of these that there are, newest first. */
  async some(callInIds: readonly string[]): Promise<CallInDocument[]> {
    return this.settled([{ $match: { _id: { $in: [...callInIds] } } }, { $sort: { createdAt: -1, _id: -1 } }]);
  }

  /**
   * What a request with this idempotency key has made within a day. One that is older lets go of its key, which may be
   * used again.
   */
  async byIdempotencyKey(idempotencyKey: string): Promise<CallInDocument | null> {
    const isOld = { $lte: ['$createdAt', secondsAgo(DAY_SECONDS)] };
    await this.callIns.updateOne({ idempotencyKey, $expr: isOld }, { $unset: { idempotencyKey: 1 } });
    const [found] = await this.callIns.aggregate<Seen>([{ $match: { idempotencyKey } }, SEEN]).toArray();
    return found ? present(found) : null;
  }

  async list({ state, ...filter }: CallInsFilter): Promise<CallInDocument[]> {
    if (state === 'waiting' || state === 'expired') await this.expireDue();
    const { groupName, dnis, caller, callbackServiceId } = filter;
    const which = given({ groupName, dnis, caller, callbackServiceId, state });
    return this.settled([
      { $match: { ...which, ...span('createdAt', filter, callInsOf(filter.groups)) } },
      { $sort: { createdAt: -1, _id: -1 } },
      { $limit: filter.limit },
    ]);
  }

  /**
   * What is told to have expired must not turn out to have been matched: an end that came in time may not be on a
   * majority yet, or its command be held up. So what is met past its time is expired as by a worker, and looked at again.
   */
  private async settled(pipeline: Document[]): Promise<CallInDocument[]> {
    const found = await this.callIns.aggregate<Seen>([...pipeline, SEEN]).toArray();
    const overdue = found.filter((callIn) => stateAt(callIn, callIn.now) !== callIn.state).map(({ _id }) => _id);
    if (overdue.length === 0) return found.map(present);
    await this.ends.expireThese(overdue);
    const again = await this.callIns.find({ _id: { $in: overdue } }).toArray();
    const settled = new Map(again.map((callIn) => [callIn._id, callIn]));
    return found.map((callIn) => present({ ...callIn, ...settled.get(callIn._id) }));
  }

  /** Matched and rejected calls are of two collections: a page of each holds the page of both. */
  async listAttempts(filter: AttemptsFilter): Promise<Attempt[]> {
    const { outcome, reason } = filter;
    const [matched, rejected] = await Promise.all([
      outcome === 'rejected' || reason !== undefined ? [] : this.matched(filter),
      outcome === 'matched' ? [] : this.rejected(filter),
    ]);
    return [...matched, ...rejected].sort(latestFirst).slice(0, filter.limit);
  }

  private async matched({ groupName, dnis, ...filter }: AttemptsFilter): Promise<Attempt[]> {
    const which = { ...given({ groupName, dnis }), state: 'matched' as const };
    const found = await this.callIns
      .find({ ...which, ...span('endedAt', filter, callInsOf(filter.groups)) })
      .sort({ endedAt: -1, _id: -1 })
      .limit(filter.limit)
      .toArray();
    return found.map((callIn) => ({ at: callIn.endedAt ?? callIn.createdAt, id: callIn._id, callIn }));
  }

  private async rejected({ groupName, dnis, reason, ...filter }: AttemptsFilter): Promise<Attempt[]> {
    const found = await this.attempts
      .find({ ...given({ groupName, dnis, reason }), ...span('at', filter, attemptsOf(filter.groups)) })
      .sort({ at: -1, _id: -1 })
      .limit(filter.limit)
      .toArray();
    return found.map((attempt) => ({ at: attempt.at, id: attempt._id, rejected: attempt }));
  }

  /** A filter by state is one by what is stored: what is overdue is expired first, as a worker would. */
  private async expireDue(): Promise<void> {
    for (let batch = 0; batch < DUE_BATCHES_MAX; batch += 1) {
      if ((await this.ends.expire()) < EXPIRY_BATCH) return;
    }
  }
}

type Seen = CallInDocument & { readonly now: Date };

// The time by which it is judged.
const SEEN: Document = { $set: { now: '$$NOW' } };

function present({ now, ...callIn }: Seen): CallInDocument {
  const state = stateAt(callIn, now);
  if (state === callIn.state) return callIn;
  return { ...callIn, state, endedAt: callIn.expiresAt };
}

const DAY_SECONDS = 24 * 3_600;

/** With no worker for longer than this many can be overdue, the rest shows itself as expired one request later. */
const DUE_BATCHES_MAX = 20;

const given = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** By name, which has the index, and by id: another group may have had the name before. */
const callInsOf = (groups: readonly GroupScope[] | undefined): object[] =>
  groups
    ? [
        { groupName: { $in: groups.map(({ name }) => name) } },
        { groupId: { $in: groups.map(({ id }) => new Types.ObjectId(id)) } },
      ]
    : [];

const attemptsOf = (groups: readonly GroupScope[] | undefined): object[] =>
  groups ? [{ $or: groups.map(({ name, since }) => ({ groupName: name, at: { $gte: since } })) }] : [];

function span(
  field: string,
  { from, to, after }: Pick<Span, 'from' | 'to' | 'after'>,
  groups: readonly object[],
): object {
  const bounds = [
    ...groups,
    ...(from ? [{ [field]: { $gte: from } }] : []),
    ...(to ? [{ [field]: { $lt: to } }] : []),
    ...(after
      ? [{ [field]: { $lte: after.at } }, { $or: [{ [field]: { $lt: after.at } }, { _id: { $lt: after.id } }] }]
      : []),
  ];
  return bounds.length > 0 ? { $and: bounds } : {};
}

const latestFirst = (one: Attempt, other: Attempt): number =>
  other.at.getTime() - one.at.getTime() || (one.id < other.id ? 1 : -1);
