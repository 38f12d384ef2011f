import { err, ok, type Result } from '@ctci/domain';
import {
  type CallInDocument,
  type IdempotencyClaim,
  type IdempotencyKey,
  type IdempotencyKeys,
  type Records,
} from '@ctci/persistence';
import { type CallInRequest, type CreateCallIn, type NotCreated } from './create-call-in.js';
import { type RefusedCreates } from './refused-creates.js';

export type NotCreatedOnce =
  NotCreated | { readonly code: 'IDEMPOTENCY_KEY_REUSED' | 'IDEMPOTENCY_KEY_RUNNING' | 'CALL_IN_NOT_FOUND' };

/**
 * {@link CreateCallIn} for a request that may be sent again: it makes one call-in, which carries the key in the write
 * that makes it. What is kept with the key is the call-in's id or a refusal, never a code.
 */
export class CreateOnce {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly createCallIn: CreateCallIn,
    private readonly records: Records,
    private readonly refused: RefusedCreates,
  ) {}

  /** @returns the call-in as it is now, for a request that is sent again */
  async execute(
    request: CallInRequest,
    key: IdempotencyKey | undefined,
  ): Promise<Result<CallInDocument, NotCreatedOnce>> {
    if (!key) return this.create(request);
    const found = await this.keys.claim(key);
    switch (found.state) {
      case 'reused':
        return err({ code: 'IDEMPOTENCY_KEY_REUSED' });
      case 'running':
        return err({ code: 'IDEMPOTENCY_KEY_RUNNING' });
      case 'answered':
        return this.answerAgain(JSON.parse(found.answer) as Kept);
      case 'claimed':
        return this.claimed(found.claim, request);
    }
  }

  private async claimed(
    claim: IdempotencyClaim,
    request: CallInRequest,
  ): Promise<Result<CallInDocument, NotCreatedOnce>> {
    // Left by a process that died before it could answer.
    const left = await this.records.byIdempotencyKey(claim.id);
    const made = left ? ok(left) : await this.create({ ...request, idempotencyKey: claim.id });
    const kept: Kept | null = made.ok ? { callInId: made.value._id } : keptRefusal(made.error);
    await (kept ? this.keys.keep(claim, JSON.stringify(kept)) : this.keys.release(claim));
    return made;
  }

  private async create(request: CallInRequest): Promise<Result<CallInDocument, NotCreated>> {
    const made = await this.createCallIn.execute(request);
    if (!made.ok && 'groupId' in made.error) this.refused.count(made.error.groupId, made.error.code);
    return made;
  }

  private async answerAgain(kept: Kept): Promise<Result<CallInDocument, NotCreatedOnce>> {
    if ('refusal' in kept) return err({ code: kept.refusal });
    const callIn = await this.records.get(kept.callInId);
    return callIn ? ok(callIn) : err({ code: 'CALL_IN_NOT_FOUND' });
  }
}

type KeptCode = 'GROUP_NOT_FOUND' | 'GROUP_DELETING' | 'GROUP_DRAFT';
type Kept = { readonly callInId: string } | { readonly refusal: KeptCode };

/** What another try at another time may not meet again is not kept. */
function keptRefusal({ code }: NotCreated): { refusal: KeptCode } | null {
  const passes = code === 'POOL_EXHAUSTED' || code === 'TOO_MANY_LIVE_CALL_INS' || code === 'IDEMPOTENCY_KEY_RUNNING';
  return passes ? null : { refusal: code };
}
