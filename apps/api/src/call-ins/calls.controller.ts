import { ArrivedCall, AttemptsQuery, listAttempts, type MatchAnswer, matchCall } from '@ctci/contracts';
import { type FirstAnswer, Records } from '@ctci/persistence';
import { Body, Controller, Query, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { callerOf } from '../access/principal.js';
import { fromCursor, toPage } from '../http/page.js';
import { Route } from '../http/route.decorator.js';
import { seesPersonal, viewAttempt, viewCallIn } from './call-in-view.js';
import { MatchCall } from './match-call.js';
import { RecordFilter } from './record-filter.js';
import { positionOf, RecordPosition, toPosition } from './record-position.js';

/** Calls that arrive. */
@Controller()
export class CallsController {
  constructor(
    private readonly matchCall: MatchCall,
    private readonly records: Records,
    private readonly filter: RecordFilter,
  ) {}

  @Route(matchCall)
  async match(@Body({ schema: ArrivedCall }) call: ArrivedCall, @Req() request: FastifyRequest): Promise<MatchAnswer> {
    return viewAnswer(await this.matchCall.execute(call, callerOf(request)));
  }

  @Route(listAttempts)
  async list(
    @Query({ schema: AttemptsQuery }) { limit, cursor, ...asked }: AttemptsQuery,
    @Req() request: FastifyRequest,
  ) {
    const isPersonal = seesPersonal(callerOf(request));
    const after = toPosition(fromCursor(RecordPosition, cursor));
    const filter = await this.filter.ofAttempts(asked, callerOf(request));
    const attempts = filter ? await this.records.listAttempts({ ...filter, after, limit: limit + 1 }) : [];
    return toPage(attempts, limit, {
      positionOf: ({ at, id }) => positionOf(at, id),
      view: (attempt) => viewAttempt(attempt, isPersonal),
    });
  }
}

/** Whoever takes the call sees the caller's data, unless it might be another's. */
function viewAnswer(answer: FirstAnswer): MatchAnswer {
  if (answer.outcome === 'rejected') {
    const { reason, groupName, accessCodeLength, retryAfterSeconds } = answer.attempt;
    return {
      outcome: 'rejected',
      reason,
      ...(groupName !== undefined && { groupName }),
      ...(accessCodeLength !== undefined && { accessCodeLength }),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    };
  }
  const { by: matchedBy = 'dnis', candidates = 1 } = answer.callIn.match ?? {};
  const { userData, ...callIn } = viewCallIn(answer.callIn, true);
  const isSure = candidates === 1 && userData !== undefined;
  return { outcome: 'matched', callIn: { ...callIn, ...(isSure && { userData }) }, matchedBy, candidates };
}
