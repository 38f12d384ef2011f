import { addNumber, NewNumber, type PoolNumber } from '@ctci/contracts';
import { audited, type NumberInState, NumberRepository, together } from '@ctci/persistence';
import { Body, Controller, Param, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { originOf } from '../access/origin.js';
import { Idempotency, type IdempotentAnswer } from '../http/idempotency.js';
import { invalid } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { numberAdded } from './audited-changes.js';
import { CheckInput } from './check-input.js';
import { FindGroup } from './find-group.js';
import { NumberView } from './number-view.js';
import { refusal } from './refusal.js';

/** Numbers that are added by hand. */
@Controller()
export class NewNumbersController {
  constructor(
    private readonly numbers: NumberRepository,
    private readonly find: FindGroup,
    private readonly check: CheckInput,
    private readonly view: NumberView,
    private readonly idempotency: Idempotency,
  ) {}

  @Route(addNumber)
  async add(
    @Param('groupId') groupId: string,
    @Body({ schema: NewNumber }) body: NewNumber,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PoolNumber> {
    return this.idempotency.once({ request, reply }, body, async (keep) => {
      await this.find.byId(groupId);
      const checked = this.check.number(body);
      if (!checked.ok) throw invalid(checked.error);

      const { dnis: _id, description } = checked.value;
      const shown = await this.view.inState({ _id, description });
      const answerOf = () => this.addedAnswer(groupId, shown);
      const alongside = together(keep(answerOf), audited(originOf(request), numberAdded(groupId)));
      const added = await this.numbers.add(groupId, checked.value, alongside);
      if (!added.ok) throw refusal(added.error);
      return answerOf();
    });
  }

  private addedAnswer(groupId: string, number: NumberInState): IdempotentAnswer<PoolNumber> {
    const location = `${addNumber.path.replace(':groupId', groupId)}/${number._id}`;
    return { headers: { location, etag: this.view.etag(number) }, body: this.view.of(number) };
  }
}
