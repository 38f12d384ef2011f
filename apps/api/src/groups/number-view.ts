import { type PoolNumber } from '@ctci/contracts';
import { findingMessage, numberWarnings, type NumberRules } from '@ctci/domain';
import { type NumberDocument, type NumberInState, type NumberStates } from '@ctci/persistence';
import { type FastifyReply } from 'fastify';
import { etagOf } from '../http/etag.js';

type Edited = Pick<NumberDocument, '_id' | 'description'>;

/** Numbers as the API shows them. */
export class NumberView {
  constructor(
    private readonly rules: NumberRules,
    private readonly states: NumberStates,
  ) {}

  /** How the number stands now. One that comes back into its pool may still be held. */
  async inState(number: NumberDocument): Promise<NumberInState> {
    const [shown] = await this.states.withStates([number]);
    if (!shown) throw new Error('no state');
    return shown;
  }

  /** What a number is warned of is told from its digits, not stored. */
  of({ _id, description, state }: NumberInState): PoolNumber {
    return {
      dnis: _id,
      description,
      state,
      warnings: numberWarnings(_id, this.rules).map((code) => ({ code, message: findingMessage(code) })),
    };
  }

  /** Of what people edit, so not of its state. */
  etag({ _id, description }: Edited): string {
    return etagOf(_id, description);
  }

  /** The number as it stands now, and its ETag in the reply. */
  async tagged(number: NumberDocument, reply: FastifyReply): Promise<PoolNumber> {
    void reply.header('etag', this.etag(number));
    return this.of(await this.inState(number));
  }
}
