import {
  changeNumber,
  deleteNumber,
  getNumber,
  listNumbers,
  NumberChange,
  NumbersQuery,
  type PoolNumber,
} from '@ctci/contracts';
import { asDnis } from '@ctci/domain';
import { audited, type NumberDocument, NumberRepository, NumberStates } from '@ctci/persistence';
import { Body, Controller, Param, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { originOf } from '../access/origin.js';
import { requireMatch } from '../http/etag.js';
import { fromCursor, toPage } from '../http/page.js';
import { invalid, ProblemError } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { numberChanged, numberDeleted } from './audited-changes.js';
import { CheckInput } from './check-input.js';
import { FindGroup } from './find-group.js';
import { NumberView } from './number-view.js';
import { refusal } from './refusal.js';

/** The numbers of a group, one by one. */
@Controller()
export class NumbersController {
  constructor(
    private readonly numbers: NumberRepository,
    private readonly states: NumberStates,
    private readonly find: FindGroup,
    private readonly check: CheckInput,
    private readonly view: NumberView,
  ) {}

  @Route(listNumbers)
  async list(@Param('groupId') groupId: string, @Query({ schema: NumbersQuery }) query: NumbersQuery) {
    await this.find.byId(groupId);
    const { limit, cursor, q, state } = query;
    const after = fromCursor(Position, cursor)?.dnis;
    const numbers = await this.states.list(groupId, { q, state, after, limit: limit + 1 });
    return toPage(numbers, limit, {
      positionOf: ({ _id }) => ({ dnis: _id }),
      view: (number) => this.view.of(number),
    });
  }

  @Route(getNumber)
  async get(
    @Param('groupId') groupId: string,
    @Param('dnis') dnis: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.view.tagged(await this.found(groupId, dnis), reply);
  }

  @Route(changeNumber)
  async change(
    @Param() { groupId, dnis }: { groupId: string; dnis: string },
    @Body({ schema: NumberChange }) body: NumberChange,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PoolNumber> {
    for (;;) {
      const number = await this.found(groupId, dnis);
      requireMatch(request.headers['if-match'], this.view.etag(number));
      const seen = { dnis: number._id, description: number.description };
      const checked = this.check.numberChange(seen, body);
      if (!checked.ok) throw invalid(checked.error);

      const audit = audited(originOf(request), numberChanged(groupId, seen));
      const changed = await this.numbers.change(groupId, seen, checked.value, audit);
      const { dnis: _id, description } = checked.value;
      if (changed.ok) return this.view.tagged({ _id, description }, reply);
      // Somebody else changed it between the two: look again, and let If-Match judge where it was sent.
      if (changed.error.code !== 'PRECONDITION_FAILED') throw refusal(changed.error);
    }
  }

  @Route(deleteNumber)
  async delete(
    @Param('groupId') groupId: string,
    @Param('dnis') dnis: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const audit = audited(originOf(request), numberDeleted(groupId));
    for (;;) {
      const number = await this.found(groupId, dnis);
      requireMatch(request.headers['if-match'], this.view.etag(number));
      const seen = { dnis: number._id, description: number.description };
      const removed = await this.numbers.remove(groupId, seen, audit);
      if (removed.ok) return;
      if (removed.error.code !== 'PRECONDITION_FAILED') throw refusal(removed.error);
    }
  }

  /** A draining number is gone to whoever would change it. */
  private async found(groupId: string, text: string): Promise<NumberDocument> {
    await this.find.byId(groupId);
    const dnis = asDnis(text);
    const number = dnis && (await this.numbers.get(groupId, dnis));
    if (!number || number.drainingSince) throw new ProblemError('NUMBER_NOT_FOUND');
    return number;
  }
}

const Position = z.strictObject({ dnis: z.string() });
