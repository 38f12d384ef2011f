import { accessCode, type CallInTerms, type Dnis, err, isCodeSpaceFull, type Result } from '@ctci/domain';
import {
  type CallInDocument,
  type CallInEnds,
  type CallInRepository,
  type Lease,
  type LeaseRepository,
  type NewCallIn,
  type NotMade,
} from '@ctci/persistence';
import { randomBytes, randomUUID } from 'node:crypto';
import { type MayStand } from './may-stand.js';

/** A call-in but for its number and what comes with that. */
export type CallInDraft = Omit<NewCallIn, '_id' | 'dnis' | 'kind' | 'accessCode' | 'accessCodeLength'>;

export interface NotHandedOut {
  /**
   * `NEXT_NUMBER`: this one cannot be had. `LOOK_AGAIN`: the group has got other settings meanwhile, or the caller
   * another call-in. `KEY_TAKEN`: a request with the same idempotency key has made its call-in.
   */
  readonly code: 'NEXT_NUMBER' | 'LOOK_AGAIN' | 'KEY_TAKEN';
}

/**
 * Hands out one number: takes it, writes the call-in, and only then looks whether the number may still be handed out.
 * Whoever takes it out of the pool meanwhile has either seen the call-in or is seen here. A process that dies in
 * between leaves a number that frees itself, and a call-in that nobody was told of and that expires.
 */
export class HandOut {
  constructor(
    private readonly callIns: CallInRepository,
    private readonly leases: LeaseRepository,
    private readonly ends: CallInEnds,
    private readonly mayStand: MayStand,
    private readonly codeSpacePercent: number,
  ) {}

  async execute(dnis: Dnis, terms: CallInTerms, draft: CallInDraft): Promise<Result<CallInDocument, NotHandedOut>> {
    const { kind, accessCodeLength } = terms;
    if (kind !== 'unique' && (await this.isFull(dnis, accessCodeLength))) return NEXT_NUMBER;
    const _id = randomUUID();
    const life = await this.take(dnis, terms, { callInId: _id, groupId: draft.groupId });
    if (!life) return NEXT_NUMBER;

    const made = await this.make({ ...draft, _id, dnis, kind, accessCodeLength }, life);
    const verdict = made.ok ? await this.mayStand.execute(made.value) : REFUSALS[made.error.code];
    if (made.ok && verdict === 'STANDS') return made;

    if (made.ok) await this.callIns.withdraw(_id);
    if (kind === 'unique') await this.leases.giveBack(dnis, _id);
    if (!made.ok && made.error.code === 'PLACE_TAKEN') await this.expireOf(draft);
    return err({ code: verdict === 'STANDS' ? 'NEXT_NUMBER' : verdict });
  }

  private async take(
    dnis: Dnis,
    { kind, expirySeconds, coolDownSeconds }: CallInTerms,
    { callInId, groupId }: { callInId: string; groupId: NewCallIn['groupId'] },
  ): Promise<Lease | number | null> {
    if (kind !== 'unique') return expirySeconds;
    return this.leases.claim(dnis, groupId, { callInId, expirySeconds, coolDownSeconds });
  }

  private async make(entry: NewCallIn, life: Lease | number): Promise<Result<CallInDocument, NotMade>> {
    const { dnis, accessCodeLength } = entry;
    if (accessCodeLength === null) return this.callIns.create(entry, life);
    for (let draw = 1; ; draw += 1) {
      const code = accessCode(accessCodeLength, randomBytes);
      const made = await this.callIns.create({ ...entry, accessCode: code }, life);
      if (made.ok || made.error.code !== 'CODE_TAKEN' || draw === DRAWS_MAX) return made;
      // Codes that nobody can use any more make way, in case no worker does.
      await this.ends.expireOn(dnis);
    }
  }

  /** Places that nobody can use any more make way, in case no worker does. */
  private async expireOf({ caller, groupId }: CallInDraft): Promise<void> {
    if (caller !== null) await this.ends.expireOf(caller, groupId);
  }

  private async isFull(dnis: Dnis, accessCodeLength: number | null): Promise<boolean> {
    if (accessCodeLength === null) return false;
    const codes = await this.callIns.countCodes([dnis], accessCodeLength);
    return isCodeSpaceFull(codes.get(dnis) ?? 0, accessCodeLength, this.codeSpacePercent);
  }
}

const REFUSALS = { CODE_TAKEN: 'NEXT_NUMBER', PLACE_TAKEN: 'LOOK_AGAIN', KEY_TAKEN: 'KEY_TAKEN' } as const;

const NEXT_NUMBER = err({ code: 'NEXT_NUMBER' } as const);

/** One draw in ten meets a code that is taken, at worst. */
const DRAWS_MAX = 32;
