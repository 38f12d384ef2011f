import { type CompatibleCallIn, CompatibleRequest, createCompatibleCallIn, STATUS_CODES } from '@ctci/contracts';
import { type CallInDocument } from '@ctci/persistence';
import { Body, Controller, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { callerOf } from '../access/principal.js';
import { idempotencyKeyOf } from '../http/idempotency-key.js';
import { Route } from '../http/route.decorator.js';
import { CreateOnce } from './create-once.js';
import { notCreated } from './not-created.js';
import { ReadNewCallIn } from './read-new-call-in.js';

/** Where clients of the hosted product ask for a number, by its own names; how it refuses is in `refusal-answer.ts`. */
@Controller()
export class CompatibleRouteController {
  constructor(
    private readonly readNew: ReadNewCallIn,
    private readonly createOnce: CreateOnce,
  ) {}

  @Route(createCompatibleCallIn)
  async create(
    @Body({ schema: CompatibleRequest }) body: CompatibleRequest,
    @Req() request: FastifyRequest,
  ): Promise<CompatibleCallIn> {
    const created = await this.createOnce.execute(
      this.readNew.execute(body, callerOf(request), false),
      idempotencyKeyOf(request, body),
    );
    if (!created.ok) throw notCreated(created.error);
    const status = { code: STATUS_CODES.SUCCESSFUL, message: 'Successful', corrId: request.id } as const;
    return { status, data: view(created.value) };
  }
}

function view(callIn: CallInDocument): CompatibleCallIn['data'] {
  const { _id, dnis, state, groupName, expiresAt, accessCode, fromPhoneNumber, callbackServiceId } = callIn;
  return {
    ...{ id: _id, groupName, expirationTime: expiresAt.getTime() },
    ...(state === 'waiting' && { toPhoneNumber: dnis }),
    ...(accessCode !== undefined && { accessCode: Number(accessCode) }),
    ...(fromPhoneNumber !== undefined && { fromPhoneNumber }),
    ...(callbackServiceId !== undefined && { callbackServiceId }),
  };
}
