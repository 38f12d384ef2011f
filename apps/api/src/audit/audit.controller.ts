import { AuditFilter, AuditQuery, exportAudit, Id, listAudit } from '@ctci/contracts';
import { type AuditDocument, AuditLog, type AuditPosition } from '@ctci/persistence';
import { Controller, Query, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { type Readable } from 'node:stream';
import { z } from 'zod';
import { fromCursor, toPage } from '../http/page.js';
import { Route } from '../http/route.decorator.js';
import { streamCsv } from '../http/send-csv.js';
import { AUDIT_CSV_HEADER, auditCsvLine, viewAudit } from './audit-view.js';

/** Who changed what. */
@Controller()
export class AuditController {
  constructor(private readonly log: AuditLog) {}

  @Route(listAudit)
  async list(@Query({ schema: AuditQuery }) { limit, cursor, ...asked }: AuditQuery) {
    const position = fromCursor(Position, cursor);
    const after = position && { at: new Date(position.at), id: position.id };
    const entries = await this.log.list({ ...filterOf(asked), after, limit: limit + 1 });
    return toPage(entries, limit, { positionOf: positionIn, view: viewAudit });
  }

  @Route(exportAudit)
  async export(
    @Query({ schema: AuditFilter }) asked: AuditFilter,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readable> {
    const filter = filterOf(asked);
    const readPage = (after?: AuditPosition) => this.log.list({ ...filter, after, limit: PAGE, withNumbers: true });
    // Before the answer begins: what fails here can still be told.
    return streamCsv(reply, 'audit.csv', csvParts(await readPage(), readPage));
  }
}

/** The header, then a part for each page. */
async function* csvParts(
  first: AuditDocument[],
  readPage: (after: AuditPosition) => Promise<AuditDocument[]>,
): AsyncGenerator<string, void, undefined> {
  yield AUDIT_CSV_HEADER;
  for (let page = first; ;) {
    const last = page.at(-1);
    if (!last) return;
    yield page.map((entry) => auditCsvLine(viewAudit(entry))).join('');
    if (page.length < PAGE) return;
    page = await readPage({ at: last.at, id: last._id.toHexString() });
  }
}

const filterOf = ({ who, what, groupId, from, to }: AuditFilter) => ({
  ...{ who, what, from, to },
  groupIds: groupId === undefined ? undefined : [groupId],
});

const positionIn = ({ at, _id }: AuditDocument) => ({ at: at.getTime(), id: _id.toHexString() });
const Position = z.strictObject({ at: z.int(), id: Id });

/** Entries: what is in memory at once. */
const PAGE = 100;
