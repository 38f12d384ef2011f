import { erase, Erasure } from '@ctci/contracts';
import { audited, type AuditedChange, type Erased } from '@ctci/persistence';
import { Body, Controller, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { originOf } from '../access/origin.js';
import { Route } from '../http/route.decorator.js';
import { EraseCaller } from './erase-caller.js';

/** What a person may ask of whoever keeps records of calls. */
@Controller()
export class ErasureController {
  constructor(private readonly eraseCaller: EraseCaller) {}

  @Route(erase)
  async erase(@Body({ schema: Erasure }) { phoneNumber }: Erasure, @Req() request: FastifyRequest): Promise<Erased> {
    return this.eraseCaller.execute(phoneNumber, audited(originOf(request), callerErased));
  }
}

/** Whose number it was is what must be forgotten. */
const callerErased = (erased: Erased): AuditedChange => ({
  what: 'caller.erased',
  subject: { kind: 'caller', id: 'erased', name: 'a caller' },
  before: null,
  after: { ...erased },
});
