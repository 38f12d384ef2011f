import { type Dnis, type GuessLimits, type Guesses } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { randomUUID } from 'node:crypto';
import { type Collection } from 'mongodb';
import { type Connection } from 'mongoose';
import { collectionOf } from '../database/collection-of.js';
import { isDuplicateKey } from '../database/transaction.js';
import { type AttemptDocument, WRONG_OF_CALLER, WRONG_ON } from './attempt.schema.js';
import { type CallInDocument } from './call-in.schema.js';
import { DECIDES, secondsAgo } from './decide.js';

/** The two keys under which the answer to one call is found again. */
export interface CallKeys {
  /** Of the call: once it has been matched, that is its answer. */
  readonly matched: string;
  /** Of the call and all that was said with it: a caller who was asked for a code and gives one is not repeating. */
  readonly rejected: string;
}

/** The first answer to a call. */
export type FirstAnswer =
  | { readonly outcome: 'matched'; readonly callIn: CallInDocument }
  | { readonly outcome: 'rejected'; readonly attempt: AttemptDocument };

export type NewAttempt = Omit<AttemptDocument, '_id' | 'at'>;

/** For how long a call's first answer is given again. */
const REPEATED_SECONDS = 24 * 3_600;

/** Calls that arrived: the rejected ones, which are documents of their own, and what is told by both kinds together. */
@Injectable()
export class AttemptRepository {
  private readonly attempts: Collection<AttemptDocument>;
  private readonly callIns: Collection<CallInDocument>;

  constructor(@InjectConnection() connection: Connection) {
    this.attempts = collectionOf(connection, 'attempts');
    this.callIns = collectionOf(connection, 'callIns');
  }

  /** Records a rejected call. Null when the same call, with the same key, has been recorded already. */
  async record(attempt: NewAttempt): Promise<AttemptDocument | null> {
    try {
      return await this.attempts.findOneAndUpdate(
        { _id: randomUUID() },
        [{ $replaceWith: { $mergeObjects: ['$$ROOT', { $literal: attempt }, { at: '$$NOW' }] } }],
        { ...DECIDES, upsert: true, returnDocument: 'after' },
      );
    } catch (error) {
      if (isDuplicateKey(error, 'attempts')) return null;
      throw error;
    }
  }

  /** What this very call was answered at first, within a day. */
  async firstAnswer(keys: CallKeys): Promise<FirstAnswer | null> {
    const [attempt, callIn] = await Promise.all([
      this.attempts.findOne({ callKey: keys.rejected, $expr: { $gt: ['$at', repeated] } }, DECIDES),
      this.callIns.findOne({ 'match.callKey': keys.matched, $expr: { $gt: ['$endedAt', repeated] } }, DECIDES),
    ]);
    if (attempt) return { outcome: 'rejected', attempt };
    return callIn && { outcome: 'matched', callIn };
  }

  /** Lets go of the keys of answers that are given no more, so that the keys can be used again. */
  async forgetAnswers(keys: CallKeys): Promise<void> {
    await Promise.all([
      this.attempts.updateOne(
        { callKey: keys.rejected, $expr: { $lte: ['$at', repeated] } },
        { $unset: { callKey: 1 } },
      ),
      this.callIns.updateOne(
        { 'match.callKey': keys.matched, $expr: { $lte: ['$endedAt', repeated] } },
        { $unset: { 'match.callKey': 1 } },
      ),
    ]);
  }

  /** Of each of these numbers, whether a wrong code may have been given there within the window. */
  async mayBeGuessed(dnis: readonly Dnis[], limits: GuessLimits): Promise<boolean[]> {
    const wrong = await this.attempts
      .find(
        { dnis: { $in: [...new Set(dnis)] }, wrongCode: true, ...within(limits) },
        { ...DECIDES, hint: WRONG_ON, projection: { _id: 0, dnis: 1 } },
      )
      .limit(WRONG_SEEN_MAX)
      .toArray();
    const seen = new Set(wrong.map((attempt) => attempt.dnis));
    return dnis.map((number) => seen.has(number) || wrong.length === WRONG_SEEN_MAX);
  }

  /** Wrong codes on a number within the window, by the database's clock, which is answered too. */
  async guesses(dnis: Dnis, caller: Dnis | null, limits: GuessLimits): Promise<{ guesses: Guesses; now: Date }> {
    const latest = (which: { caller?: Dnis }, limit: number) =>
      this.attempts
        .find<{ at: Date; now: Date }>(
          { dnis, ...which, wrongCode: true, ...within(limits) },
          { ...DECIDES, hint: which.caller ? WRONG_OF_CALLER : WRONG_ON, projection: { _id: 0, at: 1, now: '$$NOW' } },
        )
        .sort({ at: -1 })
        .limit(limit)
        .toArray();
    const [ofCaller, onDnis] = await Promise.all([
      caller === null ? [] : latest({ caller }, limits.ofCaller),
      latest({}, limits.onDnis),
    ]);
    const isMany = onDnis.length >= limits.onDnis;
    const [wrongOnDnis, allOnDnis] = isMany ? await this.countOn(dnis, limits) : [onDnis.length, onDnis.length];
    return {
      guesses: { ofCaller: ofCaller.map(({ at }) => at), onDnis: onDnis.map(({ at }) => at), wrongOnDnis, allOnDnis },
      now: onDnis[0]?.now ?? new Date(0), // nothing is timed where there are none
    };
  }

  /** Of these numbers, those with so many wrong codes within the window that they may be under a lock. */
  async guessedOn(dnis: readonly Dnis[], limits: GuessLimits): Promise<Dnis[]> {
    const guessed = await this.attempts
      .aggregate<{ _id: Dnis }>(
        [
          { $match: { dnis: { $in: [...dnis] }, wrongCode: true, ...within(limits) } },
          { $group: { _id: '$dnis', wrong: { $sum: 1 } } },
          { $match: { wrong: { $gte: limits.onDnis } } },
        ],
        { ...DECIDES, hint: WRONG_ON },
      )
      .toArray();
    return guessed.map(({ _id }) => _id);
  }

  private async countOn(dnis: Dnis, limits: GuessLimits): Promise<[wrong: number, all: number]> {
    const [wrong, rejected, matched] = await Promise.all([
      this.attempts.countDocuments({ dnis, wrongCode: true, ...within(limits) }, { ...DECIDES, hint: WRONG_ON }),
      this.attempts.countDocuments({ dnis, ...within(limits) }, DECIDES),
      this.callIns.countDocuments({ dnis, state: 'matched', ...within(limits, '$endedAt') }, DECIDES),
    ]);
    return [wrong, rejected + matched];
  }
}

/** With so many, the numbers are looked at one by one. */
const WRONG_SEEN_MAX = 1_000;

const repeated = secondsAgo(REPEATED_SECONDS);

const within = ({ windowSeconds }: GuessLimits, field = '$at') => ({
  $expr: { $gt: [field, secondsAgo(windowSeconds)] },
});
