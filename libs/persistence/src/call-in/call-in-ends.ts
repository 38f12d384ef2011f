import { type Dnis, err, ok, type Result } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Collection, type FindCursor } from 'mongodb';
import { randomUUID } from 'node:crypto';
import { type Connection, type Types } from 'mongoose';
import { Batcher } from '../database/batcher.js';
import { collectionOf } from '../database/collection-of.js';
import { refusedWrites } from '../database/refused-writes.js';
import { BY_EXPIRY, type CallInDocument, type CallInMatch, LIVE_ON, OF_CALLER } from './call-in.schema.js';
import { DECIDES, DECIDES_BY_ID, isPast, LIVING } from './decide.js';
import { LeaseRepository } from './lease.repository.js';

interface Match {
  readonly callIn: CallInDocument;
  readonly match: CallInMatch;
}

type Matched = Result<CallInDocument, { readonly code: 'ENDED' | 'CALL_KEY_TAKEN' }>;

/** Call-ins to a batch of {@link CallInEnds.expire}. */
export const EXPIRY_BATCH = 1_000;

/**
 * How a call-in ends: each way is one conditional update of a call-in that waits, so that it ends once, whoever races.
 * Its number is freed right after, and should that fail, by the lease's own end.
 */
@Injectable()
export class CallInEnds {
  private readonly callIns: Collection<CallInDocument>;
  private readonly matches = new Batcher((matches: readonly Match[]) => this.matchAll(matches));

  constructor(
    @InjectConnection() connection: Connection,
    private readonly leases: LeaseRepository,
  ) {
    this.callIns = collectionOf(connection, 'callIns');
  }

  /**
   * Joins a call to a call-in that was found to live.
   *
   * @returns `ENDED`: another call, or its end, was faster. `CALL_KEY_TAKEN`: this very call has been matched already.
   */
  async match(callIn: CallInDocument, match: Omit<CallInMatch, 'token'>): Promise<Matched> {
    const matched = await this.matches.ask({ callIn, match: { ...match, token: randomUUID() } });
    if (matched.ok) await this.free(matched.value);
    return matched;
  }

  /** @returns null when it has ended already, or never was */
  async cancel(callInId: string): Promise<CallInDocument | null> {
    const living = { ...LIVING, _id: callInId };
    const options = { ...DECIDES_BY_ID, returnDocument: 'after' as const };
    const cancelled = await this.callIns.findOneAndUpdate(living, ended({ state: 'cancelled' }, '$$NOW'), options);
    if (cancelled) await this.free(cancelled);
    return cancelled;
  }

  /**
   * Expires call-ins that are past their time, the longest overdue first. Their numbers need no release: a lease ends
   * by itself at the same instant.
   *
   * @param skip how many of them others are at
   * @returns how many were found, {@link EXPIRY_BATCH} at most
   */
  async expire(skip = 0): Promise<number> {
    return this.expireBatch(
      this.callIns
        .find(DUE, { ...DUE_IDS, hint: BY_EXPIRY })
        .sort({ expiresAt: 1 })
        .skip(skip),
    );
  }

  /** Expires what is past its time on one number, so that its codes are free. */
  async expireOn(dnis: Dnis): Promise<void> {
    while (await this.expireBatch(this.callIns.find({ ...DUE, dnis }, { ...DUE_IDS, hint: LIVE_ON })));
  }

  /** Expires what is past its time of one caller, so that its places in the group are free. */
  async expireOf(caller: Dnis, groupId: Types.ObjectId): Promise<void> {
    while (await this.expireBatch(this.callIns.find({ ...DUE, caller, groupId }, { ...DUE_IDS, hint: OF_CALLER })));
  }

  /** Expires those of these that are past their time. What has ended them in time is on a majority afterwards. */
  async expireThese(callInIds: readonly string[]): Promise<void> {
    const these = { ...DUE, _id: { $in: [...callInIds] } };
    await this.callIns.updateMany(these, ended({ state: 'expired' }, '$expiresAt'), DECIDES_BY_ID);
  }

  /** How many are past their time and not expired yet, counted only as far as `enough`. */
  async countDue(enough: number): Promise<number> {
    return this.callIns.countDocuments(DUE, { ...DECIDES, hint: BY_EXPIRY, limit: enough });
  }

  private async expireBatch(due: FindCursor<Pick<CallInDocument, '_id'>>): Promise<number> {
    const found = await due.limit(EXPIRY_BATCH).toArray();
    if (found.length > 0) await this.expireThese(found.map(({ _id }) => _id));
    return found.length;
  }

  private async free({ _id, kind, dnis }: CallInDocument): Promise<void> {
    if (kind === 'unique') await this.leases.release(dnis, _id);
  }

  /** Of two calls that match one call-in the first one has it; which that is, is read by its token. */
  private async matchAll(matches: readonly Match[]): Promise<Matched[]> {
    const updates = matches.map(({ callIn: { _id }, match }) => ({
      updateOne: {
        filter: { ...LIVING, _id },
        update: ended({ state: 'matched', match: { $literal: match } }, '$$NOW'),
        hint: { _id: 1 },
      },
    }));
    const refused = await refusedWrites(this.callIns.bulkWrite(updates, { ...DECIDES, ordered: false }));
    const these = { _id: { $in: matches.map(({ callIn }) => callIn._id) } };
    const projection = { _id: 0, endedAt: 1, 'match.token': 1 };
    const found = await this.callIns.find(these, { hint: { _id: 1 }, projection }).toArray();
    const endedAt = new Map(found.map((callIn) => [callIn.match?.token, callIn.endedAt]));
    return matches.map(({ callIn, match }, index) => {
      if (refused.has(index)) return err({ code: 'CALL_KEY_TAKEN' });
      const at = endedAt.get(match.token);
      return at ? ok(withoutCode({ ...callIn, state: 'matched', match, endedAt: at })) : err({ code: 'ENDED' });
    });
  }
}

/** As the database has it once it has ended. */
function withoutCode(callIn: CallInDocument): CallInDocument {
  delete callIn.accessCode;
  delete callIn.callerPlace;
  return callIn;
}

const ended = (change: object, endedAt: string) => [
  { $set: { ...change, endedAt } },
  { $unset: ['accessCode', 'callerPlace'] },
];

const DUE = { state: 'waiting' as const, $expr: isPast('$expiresAt') };
const DUE_IDS = { ...DECIDES, projection: { _id: 1 as const } };
