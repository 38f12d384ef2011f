import {
  cancelImport,
  correctImport,
  type Import,
  ImportCorrections,
  type ImportUndone,
  undoImport,
} from '@ctci/contracts';
import { KEPT_MESSAGES } from '@ctci/domain';
import { audited, ImportSteps, ImportUndos } from '@ctci/persistence';
import { Body, Controller, Param, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { originOf } from '../access/origin.js';
import { requireMatch } from '../http/etag.js';
import { ProblemError } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { cancelled, corrected, undone } from './audited-steps.js';
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
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Import> {
    const seen = await this.seen(importId, request);
    const audit = audited(originOf(request), corrected(seen, body));
    const done = await this.correctImport.execute(seen, body, audit);
    if (!done.ok) throw new ProblemError(done.error.code);
    void reply.header('retry-after', '1');
    return viewImport(done.value);
  }

  @Route(cancelImport)
  async cancel(@Param('importId') importId: string, @Req() request: FastifyRequest): Promise<Import> {
    await this.seen(importId, request);
    const done = await this.steps.cancel(importId, audited(originOf(request), cancelled));
    if (!done.ok) throw new ProblemError(done.error.code);
    return viewImport(done.value);
  }

  @Route(undoImport)
  async undo(@Param('importId') importId: string, @Req() request: FastifyRequest): Promise<ImportUndone> {
    await this.seen(importId, request);
    const done = await this.undos.undo(importId, audited(originOf(request), undone));
    if (!done.ok) throw new ProblemError(done.error.code);
    const { document, takenOut, putBack, kept } = done.value;
    return {
      ...{ import: viewImport(document), takenOut: takenOut.length, putBack },
      kept: kept.map(({ dnis, code }) => ({ dnis, code, message: KEPT_MESSAGES[code] })),
    };
  }

  private async seen(importId: string, { headers }: FastifyRequest) {
    const document = await this.find.byId(importId);
    requireMatch(headers['if-match'], importEtag(document));
    return document;
  }
}
