import {
  getImport,
  Id,
  type Import,
  ImportsQuery,
  listImports,
  listRowErrors,
  type RowErrorPage,
  RowErrorsQuery,
} from '@ctci/contracts';
import { ImportRepository, RowErrorRepository } from '@ctci/persistence';
import { Controller, Headers, Param, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerOf } from '../access/principal.js';
import { namesEtag } from '../http/etag.js';
import { cursorUnknown, fromCursor, toCursor, toPage } from '../http/page.js';
import { Route } from '../http/route.decorator.js';
import { FindImport } from './find-import.js';
import { importEtag, retryAfterSeconds, viewImport } from './import-view.js';

/** Tells how imports stand. */
@Controller()
export class ImportsController {
  constructor(
    private readonly imports: ImportRepository,
    private readonly rowErrors: RowErrorRepository,
    private readonly findImport: FindImport,
  ) {}

  @Route(listImports)
  async list(
    @Query({ schema: ImportsQuery }) { limit, cursor, groupId, status }: ImportsQuery,
    @Req() request: FastifyRequest,
  ) {
    const after = fromCursor(ImportPosition, cursor)?.importId;
    const { groupIds } = callerOf(request);
    const imports = await this.imports.list({ groupId, groupIds, status, after, limit: limit + 1 });
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
