import {
  type ArrivingCall,
  type DialledNumber,
  type Dnis,
  ENDED_TOLD_SECONDS,
  type EndedCallIn,
  type EndedState,
  type LiveCallIns as Live,
  type Oldest,
  stateAt,
} from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Collection, type Filter } from 'mongodb';
import { type Connection } from 'mongoose';
import { Batcher } from '../database/batcher.js';
import { collectionOf } from '../database/collection-of.js';
import { BY_CODE, type CallInDocument, LIVE_ON } from './call-in.schema.js';
import { DECIDES, DECIDES_BY_ID, isAhead, LIVING, secondsAgo } from './decide.js';
import { type LeaseDocument } from './lease.schema.js';

export interface DialledCall extends ArrivingCall {
  readonly dnis: Dnis;
  /** Null where what was given can be no code. */
  readonly accessCode: string | null;
}

interface Code {
  readonly dnis: Dnis;
  readonly accessCode: string;
}

export type Survey = Pick<NonNullable<DialledNumber<CallInDocument>>, 'live' | 'ended'>;

/** Candidates are counted as far as this: more than one is all that matters to the answer. */
export const CANDIDATES_MAX = 1_000;

const CODE_LENGTHS = [4, 5, 6, 7, 8, 9, 10, 11, 12];

/**
 * What lives on a number and what has ended there lately, as `decideMatch` asks for it. `surveyCallIns` says what each
 * field means; what cannot change the decision is left out and not looked up.
 */
@Injectable()
export class LiveCallIns {
  private readonly callIns: Collection<CallInDocument>;
  private readonly leases: Collection<LeaseDocument>;
  private readonly coded = new Batcher((codes: readonly Code[]) => this.withCodes(codes));

  constructor(@InjectConnection() connection: Connection) {
    this.callIns = collectionOf(connection, 'callIns');
    this.leases = collectionOf(connection, 'leases');
  }

  async survey(call: DialledCall): Promise<Survey> {
    const live = call.hasCode ? await this.byCode(call) : await this.withoutCode(call);
    const isMatched = live.withCode ?? live.unique ?? live.ofCaller.first ?? live.ofNobody.first;
    const isToldEnd = !isMatched && (call.hasCode || live.accessCodeLength === null);
    return { live, ended: isToldEnd ? await this.endedLately(call) : [] };
  }

  private async byCode({ dnis, accessCode }: DialledCall): Promise<Live<CallInDocument>> {
    const withCode = accessCode === null ? null : await this.coded.ask({ dnis, accessCode });
    const count = (withCode ?? (await this.anyOf({ dnis }))) ? 1 : 0;
    return { ...NOTHING, withCode, count };
  }

  private async withCodes(codes: readonly Code[]): Promise<(CallInDocument | null)[]> {
    const any = codes.map(({ dnis, accessCode }) => ({ dnis, accessCode }));
    const found = await this.callIns.find({ ...LIVING, $or: any }, { ...DECIDES, hint: BY_CODE }).toArray();
    return codes.map(
      ({ dnis, accessCode }) =>
        found.find((callIn) => callIn.dnis === dnis && callIn.accessCode === accessCode) ?? null,
    );
  }

  private async withoutCode({ dnis, caller }: DialledCall): Promise<Live<CallInDocument>> {
    const [any, longestCode] = await Promise.all([
      this.anyOf({ dnis, accessCodeLength: null }),
      this.longestCode(dnis),
    ]);
    const unique = any && (any.kind === 'unique' ? any : await this.holderOf(dnis));
    if (unique) return { ...NOTHING, unique, count: 1 };
    const accessCodeLength = longestCode?.accessCodeLength ?? null;
    const count = any || longestCode ? 1 : 0;
    const none = { ...NOTHING, accessCodeLength, count };
    if (!any) return none;

    const shared = { dnis, accessCodeLength: null };
    const ofCaller = caller === null ? NOBODY : await this.oldestAndCount({ ...shared, caller });
    if (ofCaller.first) return { ...none, ofCaller };
    const [first, possible] = await Promise.all([
      this.oldestOf({ ...shared, caller: null }),
      this.count({
        dnis,
        accessCodeLength: { $in: [null, ...CODE_LENGTHS] },
        ...(caller !== null && { caller: { $in: [null, caller] } }),
      }),
    ]);
    return { ...none, ofNobody: { first, count: first ? 1 : 0 }, possible };
  }

  /**
   * The one without a code that holds the number. It is alone there, but for those that are just being made, and taken
   * back as soon as their makers have looked whether it is held.
   */
  private async holderOf(dnis: Dnis): Promise<CallInDocument | null> {
    const held = { _id: dnis, $expr: isAhead('$heldUntil') };
    const lease = await this.leases.findOne(held, { ...DECIDES, projection: { heldBy: 1 } });
    if (!lease?.heldBy) return null;
    const holder = { ...LIVING, _id: lease.heldBy, accessCodeLength: null };
    return this.callIns.findOne(holder, DECIDES_BY_ID);
  }

  private async oldestAndCount(which: Filter<CallInDocument>): Promise<Oldest<CallInDocument>> {
    const [first, count] = await Promise.all([this.oldestOf(which), this.count(which)]);
    return { first, count };
  }

  private async oldestOf(which: Filter<CallInDocument>): Promise<CallInDocument | null> {
    return this.callIns.findOne({ ...LIVING, ...which }, { ...DECIDES, hint: LIVE_ON, sort: { createdAt: 1, _id: 1 } });
  }

  private async anyOf(which: Filter<CallInDocument>): Promise<CallInDocument | null> {
    return this.callIns.findOne({ ...LIVING, ...which }, { ...DECIDES, hint: LIVE_ON });
  }

  private async longestCode(dnis: Dnis): Promise<CallInDocument | null> {
    const coded = { ...LIVING, dnis, accessCodeLength: { $gt: 0 } };
    return this.callIns.findOne(coded, { ...DECIDES, hint: LIVE_ON, sort: { accessCodeLength: -1 } });
  }

  private async count(which: Filter<CallInDocument>): Promise<number> {
    return this.callIns.countDocuments({ ...LIVING, ...which }, { ...DECIDES, hint: LIVE_ON, limit: CANDIDATES_MAX });
  }

  /** The last ones by when they were made, of this caller and of all: none lives longer than half an hour. */
  private async endedLately({ dnis, caller, accessCode }: DialledCall): Promise<EndedCallIn[]> {
    const ended = { $or: [{ $ne: ['$state', 'waiting'] }, { $lte: ['$expiresAt', '$$NOW'] }] };
    const endedAt = { $ifNull: ['$endedAt', '$expiresAt'] };
    const lastSeconds = [
      { $gt: ['$createdAt', secondsAgo(2 * ENDED_TOLD_SECONDS)] }, // for the index
      { $gte: [endedAt, secondsAgo(ENDED_TOLD_SECONDS)] },
    ];
    const lately = (which: Filter<CallInDocument>) =>
      this.callIns
        .find<CallInDocument & { now: Date }>(
          { dnis, ...which, $expr: { $and: [...lastSeconds, ended] } },
          { ...DECIDES, projection: { ...ENDED_FIELDS, now: '$$NOW' } },
        )
        .sort({ createdAt: -1, _id: -1 })
        .limit(ENDED_MAX)
        .toArray();

    const found = await Promise.all([lately({}), caller === null ? [] : lately({ caller })]);
    return found.flat().map((callIn) => ({
      state: stateAt(callIn, callIn.now) as EndedState,
      endedAt: callIn.endedAt ?? callIn.expiresAt,
      caller: callIn.caller,
      code: callIn.accessCodeLength === null ? 'none' : isGiven(callIn, accessCode) ? 'given' : 'other',
    }));
  }
}

/** Erased when it ends; one that nobody has seen to have expired still tells. */
const isGiven = (callIn: CallInDocument, code: string | null) => code !== null && callIn.accessCode === code;

const ENDED_MAX = 50;
const ENDED_FIELDS = { state: 1, expiresAt: 1, endedAt: 1, caller: 1, accessCode: 1, accessCodeLength: 1 };

const NOBODY: Oldest<CallInDocument> = { first: null, count: 0 };
const NOTHING: Live<CallInDocument> = {
  ...{ withCode: null, unique: null, ofCaller: NOBODY, ofNobody: NOBODY },
  ...{ possible: 0, accessCodeLength: null, count: 0 },
};
