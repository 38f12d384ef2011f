import { type FieldProblem, type ProblemCode, PROBLEMS } from '@ctci/contracts';
import { type Alongside, ClaimLost, type IdempotencyClaim, IdempotencyKeys, nothingElse } from '@ctci/persistence';
import { Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { idempotencyKeyOf } from './idempotency-key.js';
import { ProblemError } from './problem-error.js';
import { toProblemError } from './to-problem-error.js';

/** What a request is answered with; the status is the route's. */
export interface IdempotentAnswer<Body> {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

/** Makes of an effect's answer what has to be written in the same transaction as the effect. */
export type Keep = <Effect>(answerOf: (effect: Effect) => IdempotentAnswer<unknown>) => Alongside<Effect>;

/** `Idempotency-Key`: a request that is sent again has its effect once and gets the first answer again. */
@Injectable()
export class Idempotency {
  constructor(private readonly keys: IdempotencyKeys) {}

  /**
   * Does the work of a request that creates something, unless the key it carries has been answered before.
   *
   * @param body what must be the same for the request to be the same
   * @param work creates by one transaction, to which it gives what `keep` makes of the answer
   */
  async once<Body>(
    { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
    body: unknown,
    work: (keep: Keep) => Promise<IdempotentAnswer<Body>>,
  ): Promise<Body> {
    const key = idempotencyKeyOf(request, body);
    if (!key) return send(reply, await work(() => nothingElse));

    const found = await this.keys.claim(key);
    switch (found.state) {
      case 'reused':
        throw new ProblemError('IDEMPOTENCY_KEY_REUSED');
      case 'running':
        throw new ProblemError('IDEMPOTENCY_KEY_RUNNING');
      case 'answered':
        return send(reply, answerAgain(JSON.parse(found.answer) as Kept<Body>));
      case 'claimed':
        return send(reply, await this.work(found.claim, work));
    }
  }

  private async work<Body>(
    claim: IdempotencyClaim,
    work: (keep: Keep) => Promise<IdempotentAnswer<Body>>,
  ): Promise<IdempotentAnswer<Body>> {
    try {
      return await work(
        (answerOf) => (effect, session) => this.keys.keep(claim, JSON.stringify(answerOf(effect)), session),
      );
    } catch (error) {
      if (error instanceof ClaimLost) throw new ProblemError('IDEMPOTENCY_KEY_RUNNING');
      await this.keepRefusal(claim, toProblemError(error));
      throw error;
    }
  }

  private async keepRefusal(claim: IdempotencyClaim, { code, detail, errors }: ProblemError): Promise<void> {
    const refusal: KeptRefusal = { code, detail, ...(errors && { errors }) };
    const isKept = PROBLEMS[code][0] < 500 && (PROBLEMS[code][0] as number) !== 429;
    const done = isKept ? this.keys.keep(claim, JSON.stringify(refusal)) : this.keys.release(claim);
    await done.catch(() => undefined); // the claim lapses by itself, and there was no effect
  }
}

interface KeptRefusal {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
}

type Kept<Body> = IdempotentAnswer<Body> | KeptRefusal;

function answerAgain<Body>(kept: Kept<Body>): IdempotentAnswer<Body> {
  if ('code' in kept) throw new ProblemError(kept.code, kept.detail, kept.errors);
  return kept;
}

function send<Body>(reply: FastifyReply, { headers, body }: IdempotentAnswer<Body>): Body {
  void reply.headers(headers);
  return body;
}
