import {
  type CallIn,
  CallInsQuery,
  cancelCallIn,
  createCallIn,
  type CreatedCallIn,
  getCallIn,
  listCallIns,
  NewCallIn,
  type RepeatedCallIn,
} from '@ctci/contracts';
import { CallInEnds, Records } from '@ctci/persistence';
import { Body, Controller, Param, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { callerOf } from '../access/principal.js';
import { idempotencyKeyOf } from '../http/idempotency-key.js';
import { fromCursor } from '../http/page.js';
import { ProblemError } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { callInPage } from './call-in-page.js';
import { seesPersonal, viewCallIn, viewCreated } from './call-in-view.js';
import { CreateOnce } from './create-once.js';
import { notCreated } from './not-created.js';
import { ReadNewCallIn } from './read-new-call-in.js';
import { RecordFilter } from './record-filter.js';
import { RecordPosition, toPosition } from './record-position.js';

/** Numbers handed out, and the records of it. */
@Controller()
export class CallInsController {
  constructor(
    private readonly readNew: ReadNewCallIn,
    private readonly createOnce: CreateOnce,
    private readonly records: Records,
    private readonly ends: CallInEnds,
    private readonly filter: RecordFilter,
  ) {}

  @Route(createCallIn)
  async create(
    @Body({ schema: NewCallIn }) body: NewCallIn,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedCallIn | RepeatedCallIn> {
    const created = await this.createOnce.execute(
      this.readNew.execute(body, callerOf(request), true),
      idempotencyKeyOf(request, body),
    );
    if (!created.ok) throw notCreated(created.error);
    void reply.header('location', getCallIn.path.replace(':callInId', created.value._id));
    return viewCreated(created.value);
  }

  @Route(listCallIns)
  async list(
    @Query({ schema: CallInsQuery }) { limit, cursor, ...asked }: CallInsQuery,
    @Req() request: FastifyRequest,
  ) {
    const after = toPosition(fromCursor(RecordPosition, cursor));
    const isPersonal = seesPersonal(callerOf(request));
    const filter = await this.filter.ofCallIns(asked, callerOf(request));
    const callIns = filter ? await this.records.list({ ...filter, after, limit: limit + 1 }) : [];
    return callInPage(callIns, limit, isPersonal);
  }

  @Route(getCallIn)
  async get(@Param('callInId') callInId: string, @Req() request: FastifyRequest): Promise<CallIn> {
    const callIn = await this.records.get(callInId);
    if (!callIn) throw new ProblemError('CALL_IN_NOT_FOUND');
    return viewCallIn(callIn, seesPersonal(callerOf(request)));
  }

  @Route(cancelCallIn)
  async cancel(@Param('callInId') callInId: string, @Req() request: FastifyRequest): Promise<CallIn> {
    const cancelled = await this.ends.cancel(callInId);
    if (cancelled) return viewCallIn(cancelled, seesPersonal(callerOf(request)));
    throw new ProblemError((await this.records.get(callInId)) ? 'CALL_IN_ENDED' : 'CALL_IN_NOT_FOUND');
  }
}
