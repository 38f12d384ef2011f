import { type ArrivedCall } from '@ctci/contracts';
import {
  decideMatch,
  type Dnis,
  guessLock,
  type GuessLimits,
  type GuessLock,
  type NumberRules,
  readAccessCode,
  readTrunkNumber,
  type Rejection,
} from '@ctci/domain';
import {
  type AttemptRepository,
  Batcher,
  type CallInEnds,
  type CallKeys,
  type DialledCall,
  type FirstAnswer,
  type LiveCallIns,
  type PoolNumbers,
} from '@ctci/persistence';
import { createHash } from 'node:crypto';
import { type Principal } from '../access/principal.js';

/** A call as it is read from what the trunk said. */
type Call = Omit<DialledCall, 'dnis'> & {
  readonly dnis: DialledCall['dnis'] | null;
  readonly callId?: string;
  readonly keys: CallKeys | null;
  /** The only groups whose calls are answered; null for all. */
  readonly groupIds: readonly string[] | null;
};

export interface MatchRules {
  readonly numbers: NumberRules;
  readonly guesses: GuessLimits;
}

/** Joins an arriving call to its call-in, once, or says why there is none. Every call is recorded once. */
export class MatchCall {
  private readonly guessed = new Batcher((dnis: readonly Dnis[]) =>
    this.attempts.mayBeGuessed(dnis, this.rules.guesses),
  );

  constructor(
    private readonly live: LiveCallIns,
    private readonly ends: CallInEnds,
    private readonly attempts: AttemptRepository,
    private readonly numbers: PoolNumbers,
    private readonly rules: MatchRules,
  ) {}

  /**
   * @param askedBy whose `callId` it is: the same one of another principal is another call. A number that is not of its
   *   groups alone is to it no number
   */
  async execute(arrived: ArrivedCall, askedBy: Principal): Promise<FirstAnswer> {
    const call = this.read(arrived, askedBy);
    for (;;) {
      const answer = (await this.firstAnswer(call)) ?? (await this.answer(call));
      if (answer) return answer;
      // Something was faster than this: another call, an end, or this very call told twice. Look again.
      if (call.keys) await this.attempts.forgetAnswers(call.keys);
    }
  }

  private async answer(call: Call): Promise<FirstAnswer | null> {
    const decision = decideMatch(call, call.dnis === null ? null : await this.look({ ...call, dnis: call.dnis }));
    if (decision.outcome === 'rejected') return this.reject(call, decision);

    const { callIn, matchedBy, candidates } = decision;
    const { callId, keys, caller } = call;
    const matched = await this.ends.match(callIn, {
      ...{ by: matchedBy, candidates, callerNumber: caller },
      ...(callId !== undefined && { callId }),
      ...(keys && { callKey: keys.matched }),
    });
    return matched.ok ? { outcome: 'matched', callIn: matched.value } : null;
  }

  /** What is known of the dialled number; null when it is nobody's. */
  private async look(call: DialledCall & Pick<Call, 'groupIds'>) {
    if (call.groupIds && !(await this.numbers.isWithin(call.dnis, call.groupIds))) return null;
    const [survey, lock] = await Promise.all([this.live.survey(call), call.hasCode ? this.lockOf(call) : null]);
    const { withCode, unique, ofCaller, ofNobody, accessCodeLength } = survey.live;
    if (withCode ?? unique ?? ofCaller.first ?? ofNobody.first) return { ...survey, lock };
    if (!(await this.numbers.isKnown(call.dnis))) return null;
    return { ...survey, lock: lock ?? (accessCodeLength === null ? null : await this.lockOf(call)) };
  }

  private async lockOf({ dnis, caller }: DialledCall): Promise<GuessLock | null> {
    if (!(await this.guessed.ask(dnis))) return null;
    const { guesses, now } = await this.attempts.guesses(dnis, caller, this.rules.guesses);
    return guessLock(guesses, now, this.rules.guesses);
  }

  private async reject(call: Call, rejection: Rejection): Promise<FirstAnswer | null> {
    const { dnis, caller, callId, keys } = call;
    const { reason, isWrongCode, accessCodeLength, retryAfterSeconds } = rejection;
    // The same call, told twice at once, may have been matched between the two looks.
    const known = await this.firstAnswer(call);
    if (known) return known;
    const groupName = dnis === null ? undefined : await this.numbers.groupNameOf(dnis);
    const attempt = await this.attempts.record({
      ...{ dnis, caller, reason },
      ...(groupName && { groupName }),
      ...(isWrongCode && { wrongCode: true as const }),
      ...(accessCodeLength !== undefined && { accessCodeLength }),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      ...(callId !== undefined && { callId }),
      ...(keys && { callKey: keys.rejected }),
    });
    return attempt && { outcome: 'rejected', attempt };
  }

  private async firstAnswer({ keys }: Call): Promise<FirstAnswer | null> {
    return keys && this.attempts.firstAnswer(keys);
  }

  private read({ dnis, accessCode, callerNumber, callId }: ArrivedCall, { name, groupIds }: Principal): Call {
    const caller = readTrunkNumber(callerNumber ?? '', this.rules.numbers);
    const read = { dnis: readTrunkNumber(dnis, this.rules.numbers), caller, groupIds };
    const code = { hasCode: Boolean(accessCode), accessCode: readAccessCode(accessCode ?? '') };
    if (!callId) return { ...read, ...code, keys: null };
    const call = [name, callId, read.dnis ?? dnis];
    const keys = { matched: digest(call), rejected: digest([...call, accessCode ?? '', caller]) };
    return { ...read, ...code, callId, keys };
  }
}

const digest = (values: readonly unknown[]) => createHash('sha256').update(JSON.stringify(values)).digest('base64url');
