import {
  getImport,
  Id,
  type Import,
  ImportOptions,
  ImportsQuery,
  listImports,
  listRowErrors,
  type RowErrorPage,
  RowErrorsQuery,
  startImport,
} from '@ctci/contracts';
import { ImportRepository, RowErrorRepository } from '@ctci/persistence';
import { Controller, Headers, Param, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { FindGroup } from '../groups/find-group.js';
import { namesEtag } from '../http/etag.js';
import { cursorUnknown, fromCursor, toCursor, toPage } from '../http/page.js';
import { ProblemError } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { AcceptImport } from './accept-import.js';
import { FindImport } from './find-import.js';
import { importEtag, retryAfterSeconds, viewImport } from './import-view.js';
import { receiveFile } from './receive-file.js';

/** Takes files in, and tells how their imports stand. */
@Controller()
export class ImportsController {
  constructor(
    private readonly acceptImport: AcceptImport,
    private readonly imports: ImportRepository,
    private readonly rowErrors: RowErrorRepository,
    private readonly findGroup: FindGroup,
    private readonly findImport: FindImport,
  ) {}

  @Route(startImport)
  async start(
    @Param('groupId') groupId: string,
    @Query({ schema: ImportOptions }) options: ImportOptions,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Import> {
    const group = await this.findGroup.byId(groupId);
    const file = await receiveFile(request);
    const createdBy = request.principal?.name ?? '';
    const accepted = await this.acceptImport.execute({ group, file, options, createdBy, correlationId: request.id });
    if (!accepted.ok)
      throw new ProblemError(accepted.error.code, 'message' in accepted.error ? accepted.error.message : undefined);

    const view = viewImport(accepted.value);
    void reply.header('location', getImport.path.replace(':importId', view.id)).header('retry-after', '1');
    return view;
  }

  @Route(listImports)
  async list(@Query({ schema: ImportsQuery }) { limit, cursor, groupId, status }: ImportsQuery) {
    const after = fromCursor(ImportPosition, cursor)?.importId;
    const imports = await this.imports.list({ groupId, status, after, limit: limit + 1 });
    return toPage(imports, limit, { positionOf: ({ _id }) => ({ importId: _id.toHexString() }), view: viewImport });
  }

  @Route(getImport)
  async get(
    @Param('importId') importId: string,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Import | undefined> {
    const document = await this.findImport.byId(importId);
    const etag = importEtag(document);
    const retryAfter = retryAfterSeconds(document);
    void reply.header('etag', etag);
    if (retryAfter !== null) void reply.header('retry-after', String(retryAfter));
    if (ifNoneMatch === undefined || !namesEtag(ifNoneMatch, etag)) return viewImport(document);
    void reply.status(304);
    return undefined;
  }

  @Route(listRowErrors)
  async listErrors(
    @Param('importId') importId: string,
    @Query({ schema: RowErrorsQuery }) { limit, cursor, severity }: RowErrorsQuery,
  ): Promise<RowErrorPage> {
    const document = await this.findImport.byId(importId);
    const after = fromCursor(RowErrorPosition, cursor);
    // Row errors belong to their round: a page of an earlier one cannot be continued.
    if (after && after.round !== document.round) throw cursorUnknown('The file has been validated again: start over.');

    const { items, next } = await this.rowErrors.list(document, { severity, after, limit });
    const nextCursor = next && toCursor({ ...next, round: document.round });
    return { items, nextCursor, counts: await this.rowErrors.countByCode(document) };
  }
}

const ImportPosition = z.strictObject({ importId: Id });
const RowErrorPosition = z.strictObject({ round: z.int(), seq: z.int(), read: z.int() });
