import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ClientSession, type Model, Types } from 'mongoose';
import { isDuplicateKey } from '../database/transaction.js';
import { type IdempotencyKeyDocument, KEPT_HOURS } from './idempotency-key.schema.js';

/** A key as one request sends it. */
export interface IdempotencyKey {
  /** Of who sent it, the method, the path and the key. */
  readonly id: string;
  /** Of the body. */
  readonly fingerprint: string;
}

/** The right of one request to write the answer of a key. */
export interface IdempotencyClaim {
  readonly id: string;
  readonly claim: Types.ObjectId;
}

export type Claimed =
  | { readonly state: 'claimed'; readonly claim: IdempotencyClaim }
  | { readonly state: 'answered'; readonly answer: string }
  /** `running`: another request has it. `reused`: it was sent with another body. */
  | { readonly state: 'running' | 'reused' };

/** The claim has lapsed and another request has the key: this one must have no effect. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

/** Which requests have been answered, and how. */
@Injectable()
export class IdempotencyKeys {
  constructor(@InjectModel('IdempotencyKey') private readonly keys: Model<IdempotencyKeyDocument>) {}

  /** Takes a key that is free, or has lapsed because its process died; else says what has become of it. */
  async claim({ id, fingerprint }: IdempotencyKey): Promise<Claimed> {
    const claim = new Types.ObjectId();
    const found = await this.claimOrRead(id, fingerprint, claim);
    if (!found) return { state: 'running' };
    if (found.claim.equals(claim)) return { state: 'claimed', claim: { id, claim } };
    if (found.fingerprint !== fingerprint) return { state: 'reused' };
    return found.answer === undefined ? { state: 'running' } : { state: 'answered', answer: found.answer };
  }

  /**
   * Writes the answer, in the transaction of the effect where there is one.
   *
   * @throws ClaimLost when another request has the key by now
   */
  async keep({ id, claim }: IdempotencyClaim, answer: string, session?: ClientSession): Promise<void> {
    const mine = { _id: id, claim, answer: { $exists: false } };
    const { matchedCount } = await this.keys.updateOne(mine, { $set: { answer } }, session ? { session } : {});
    if (matchedCount === 0) throw new ClaimLost();
  }

  /** Makes the key free again, for an answer that is not kept. */
  async release({ id, claim }: IdempotencyClaim): Promise<void> {
    await this.keys.deleteOne({ _id: id, claim, answer: { $exists: false } });
  }

  /** One command decides by the database's clock. Null while the answer is being written. */
  private async claimOrRead(
    id: string,
    fingerprint: string,
    claim: Types.ObjectId,
  ): Promise<IdempotencyKeyDocument | null> {
    const claimed = { _id: '$_id', fingerprint: { $literal: fingerprint }, claim, claimedAt: '$$NOW' };
    const claimIfFree = [{ $replaceWith: { $cond: [IS_FREE, claimed, '$$ROOT'] } }];
    const options = {
      upsert: true,
      returnDocument: 'after' as const,
      updatePipeline: true,
      maxTimeMS: DECIDE_WITHIN_MS,
    };
    for (;;) {
      try {
        return await this.keys.findOneAndUpdate({ _id: id }, claimIfFree, options).lean().orFail();
      } catch (error) {
        if (isBlocked(error)) return null;
        if (!isDuplicateKey(error, 'idempotencyKeys')) throw error; // two that came first at once
      }
    }
  }
}

/** MaxTimeMSExpired: somebody's transaction has written the key and is open. */
const isBlocked = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 50;

const ago = (amount: number, unit: string) => ({ $dateSubtract: { startDate: '$$NOW', unit, amount } });
const isMissing = (field: string) => ({ $eq: [{ $type: `$${field}` }, 'missing'] });

/** A request that has not answered for so long has died. */
const LAPSES_AFTER_S = 30;

const HAS_LAPSED = { $lt: ['$claimedAt', ago(LAPSES_AFTER_S, 'second')] };
const IS_FREE = {
  $or: [
    isMissing('claim'),
    { $and: [isMissing('answer'), HAS_LAPSED] },
    { $lt: ['$claimedAt', ago(KEPT_HOURS, 'hour')] },
  ],
};

/** A command that was blocked decides by the clock as it was when it began. */
const DECIDE_WITHIN_MS = 2_000;
