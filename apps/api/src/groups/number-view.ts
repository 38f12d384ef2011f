import { type PoolNumber } from '@ctci/contracts';
import { findingMessage, numberWarnings, type NumberRules } from '@ctci/domain';
import { type NumberDocument } from '@ctci/persistence';
import { type FastifyReply } from 'fastify';
import { etagOf } from '../http/etag.js';

type Shown = Pick<NumberDocument, '_id' | 'description'> & { readonly drainingSince?: Date | undefined };

/** Numbers as the API shows them. */
export class NumberView {
  constructor(private readonly rules: NumberRules) {}

  /** What a number is warned of is told from its digits, not stored. */
  of({ _id, description, drainingSince }: Shown): PoolNumber {
    return {
      dnis: _id,
      description,
      state: drainingSince ? 'draining' : 'free',
      warnings: numberWarnings(_id, this.rules).map((code) => ({ code, message: findingMessage(code) })),
    };
  }

  /** Of what people edit, so not of its state. */
  etag({ _id, description }: Shown): string {
    return etagOf(_id, description);
  }

  /** The number, and its ETag in the reply. */
  tagged(number: Shown, reply: FastifyReply): PoolNumber {
    void reply.header('etag', this.etag(number));
    return this.of(number);
  }
}
