import { type Dnis, ok } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Collection } from 'mongodb';
import { type Connection } from 'mongoose';
import { type Alongside } from '../database/alongside.js';
import { collectionOf } from '../database/collection-of.js';
import { inTransaction } from '../database/transaction.js';
import { type AttemptDocument } from './attempt.schema.js';
import { type CallInDocument } from './call-in.schema.js';
import { CallInEnds } from './call-in-ends.js';

/** A caller, as it was sent and as far as it can be read. */
export interface Caller {
  readonly text: string;
  readonly dnis: Dnis | null;
}

/** How much knew the caller. */
export interface Erased {
  readonly records: number;
  readonly attempts: number;
}

/** Takes callers out of what is remembered of calls. */
@Injectable()
export class CallerErasure {
  private readonly callIns: Collection<CallInDocument>;
  private readonly attempts: Collection<AttemptDocument>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly ends: CallInEnds,
  ) {
    this.callIns = collectionOf(connection, 'callIns');
    this.attempts = collectionOf(connection, 'attempts');
  }

  /**
   * Removes a caller's number, and with it the user data, from call-ins and attempts; what is left counts calls and knows
   * nobody. A call-in of the caller that still waits is cancelled: without its number it would be another's to match.
   * Looks through all records, which may take seconds.
   */
  async erase(caller: Caller, alongside: Alongside<Erased>): Promise<Erased> {
    const waiting = (await this.callInsOf(caller, { state: 'waiting' })).map(({ _id }) => _id);
    await this.ends.expireThese(waiting);
    for (const callInId of waiting) await this.ends.cancel(callInId);
    const callIns = (await this.callInsOf(caller)).map(({ _id }) => _id);
    const attempts = caller.dnis === null ? [] : await this.attemptsOf(caller.dnis);
    const erased = { records: callIns.length, attempts: attempts.length };
    await inTransaction(this.connection, async (session) => {
      await this.callIns.updateMany({ _id: { $in: callIns } }, FORGET_CALL_IN, { session });
      await this.attempts.updateMany({ _id: { $in: attempts } }, FORGET_ATTEMPT, { session });
      await alongside(erased, session, this.connection);
      return ok(null);
    });
    return erased;
  }

  private callInsOf({ text, dnis }: Caller, which: object = {}): Promise<Pick<CallInDocument, '_id'>[]> {
    const known = dnis === null ? [] : [{ caller: dnis }, { 'match.callerNumber': dnis }];
    const ofCaller = { ...which, $or: [{ fromPhoneNumber: { $eq: text } }, ...known] };
    return this.callIns.find(ofCaller, { projection: { _id: 1 } }).toArray();
  }

  private async attemptsOf(caller: Dnis): Promise<string[]> {
    const found = await this.attempts.find({ caller }, { projection: { _id: 1 } }).toArray();
    return found.map(({ _id }) => _id);
  }
}

// A call key is a hash that the number went into: whoever has a guess could try it.
const FORGET_CALL_IN = [
  {
    $set: {
      caller: null,
      match: { $cond: ['$match', { $mergeObjects: ['$match', { callerNumber: null }] }, '$$REMOVE'] },
    },
  },
  { $unset: ['fromPhoneNumber', 'userData', 'match.callKey', 'match.callId'] },
];
const FORGET_ATTEMPT = { $set: { caller: null }, $unset: { callKey: 1 as const, callId: 1 as const } };
