import {
  cancelImport,
  correctImport,
  type Import,
  ImportCorrections,
  type ImportUndone,
  undoImport,
} from '@ctci/contracts';
import { KEPT_MESSAGES } from '@ctci/domain';
import { ImportSteps, ImportUndos } from '@ctci/persistence';
import { Body, Controller, Headers, Param, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { requireMatch } from '../http/etag.js';
import { ProblemError } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { CorrectImport } from './correct-import.js';
import { FindImport } from './find-import.js';
import { importEtag, viewImport } from './import-view.js';

/** What people do to an import once it has been accepted. */
@Controller()
export class ImportStepsController {
  constructor(
    private readonly find: FindImport,
    private readonly correctImport: CorrectImport,
    private readonly steps: ImportSteps,
    private readonly undos: ImportUndos,
  ) {}

  @Route(correctImport)
  async correct(
    @Param('importId') importId: string,
    @Body({ schema: ImportCorrections }) body: ImportCorrections,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Import> {
    const seen = await this.seen(importId, ifMatch);
    const corrected = await this.correctImport.execute(seen, body);
    if (!corrected.ok) throw new ProblemError(corrected.error.code);
    void reply.header('retry-after', '1');
    return viewImport(corrected.value);
  }

  @Route(cancelImport)
  async cancel(@Param('importId') importId: string, @Headers('if-match') ifMatch: string | undefined): Promise<Import> {
    await this.seen(importId, ifMatch);
    const cancelled = await this.steps.cancel(importId);
    if (!cancelled.ok) throw new ProblemError(cancelled.error.code);
    return viewImport(cancelled.value);
  }

  @Route(undoImport)
  async undo(
    @Param('importId') importId: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<ImportUndone> {
    await this.seen(importId, ifMatch);
    const undone = await this.undos.undo(importId);
    if (!undone.ok) throw new ProblemError(undone.error.code);
    const { document, takenOut, putBack, kept } = undone.value;
    return {
      ...{ import: viewImport(document), takenOut, putBack },
      kept: kept.map(({ dnis, code }) => ({ dnis, code, message: KEPT_MESSAGES[code] })),
    };
  }

  private async seen(importId: string, ifMatch: string | undefined) {
    const document = await this.find.byId(importId);
    requireMatch(ifMatch, importEtag(document));
    return document;
  }
}
