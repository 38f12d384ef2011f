import { type NumberRules, readTrunkNumber } from '@ctci/domain';
import { type Alongside, type CallerErasure, type Erased } from '@ctci/persistence';

/** Forgets a caller, whose number may come in any form that a trunk gives it. */
export class EraseCaller {
  constructor(
    private readonly erasure: CallerErasure,
    private readonly rules: NumberRules,
  ) {}

  execute(phoneNumber: string, alongside: Alongside<Erased>): Promise<Erased> {
    return this.erasure.erase({ text: phoneNumber, dnis: readTrunkNumber(phoneNumber, this.rules) }, alongside);
  }
}
