import { commitImport, type Import, ImportCommit, ImportOptions, startImport } from '@ctci/contracts';
import { Body, Controller, Param, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { callerOf } from '../access/principal.js';
import { FindGroup } from '../groups/find-group.js';
import { requireMatch } from '../http/etag.js';
import { Idempotency } from '../http/idempotency.js';
import { ProblemError } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { AcceptImport } from './accept-import.js';
import { CommitImport } from './commit-import.js';
import { FindImport } from './find-import.js';
import { acceptedAnswer, importEtag } from './import-view.js';
import { receiveFile } from './receive-file.js';

/** Where imports begin: with an upload, or with the file of one that has shown what it would do. */
@Controller()
export class NewImportsController {
  constructor(
    private readonly acceptImport: AcceptImport,
    private readonly commitImport: CommitImport,
    private readonly findGroup: FindGroup,
    private readonly findImport: FindImport,
    private readonly idempotency: Idempotency,
  ) {}

  @Route(startImport)
  async start(
    @Param('groupId') groupId: string,
    @Query({ schema: ImportOptions }) options: ImportOptions,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Import> {
    const file = await receiveFile(request);
    const origin = beginning(request);
    const same = { options, file: createHash('sha256').update(file.bytes).digest('hex') };
    return this.idempotency.once({ request, reply }, same, async (keep) => {
      const group = await this.findGroup.byId(groupId);
      const accepted = await this.acceptImport.execute({ group, file, options, ...origin }, keep(acceptedAnswer));
      if (accepted.ok) return acceptedAnswer(accepted.value);
      throw new ProblemError(accepted.error.code, 'message' in accepted.error ? accepted.error.message : undefined);
    });
  }

  @Route(commitImport)
  async commit(
    @Param('importId') importId: string,
    @Body({ schema: ImportCommit }) body: ImportCommit,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Import> {
    const origin = beginning(request);
    return this.idempotency.once({ request, reply }, body, async (keep) => {
      const base = await this.findImport.byId(importId);
      requireMatch(request.headers['if-match'], importEtag(base));
      const accepted = await this.commitImport.execute(base, body, origin, keep(acceptedAnswer));
      if (accepted.ok) return acceptedAnswer(accepted.value);
      throw new ProblemError(accepted.error.code);
    });
  }
}

/** What an import remembers of who began it. */
const beginning = (request: FastifyRequest) => ({
  createdBy: callerOf(request).name,
  createdFrom: request.ip,
  correlationId: request.id,
});
