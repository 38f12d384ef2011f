import { CallInFilter, exportCallIns } from '@ctci/contracts';
import { type CallInDocument, type Position, Records } from '@ctci/persistence';
import { Controller, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Readable } from 'node:stream';
import { callerOf } from '../access/principal.js';
import { Route } from '../http/route.decorator.js';
import { streamCsv } from '../http/send-csv.js';
import { CALL_IN_CSV_HEADER, callInCsvLine } from './call-in-csv.js';
import { seesPersonal, viewCallIn } from './call-in-view.js';
import { RecordFilter } from './record-filter.js';

/** The records as a file, however many there are. */
@Controller()
export class CallInExportController {
  constructor(
    private readonly records: Records,
    private readonly filter: RecordFilter,
  ) {}

  @Route(exportCallIns)
  async export(
    @Query({ schema: CallInFilter }) asked: CallInFilter,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readable> {
    const isPersonal = seesPersonal(callerOf(request));
    const filter = await this.filter.ofCallIns(asked, callerOf(request));
    const readPage = (after?: Position) =>
      filter ? this.records.list({ ...filter, after, limit: PAGE }) : Promise.resolve([]);
    // Before the answer begins: what fails here can still be told.
    const first = await readPage();
    return streamCsv(reply, 'call-ins.csv', csvParts(first, readPage, isPersonal));
  }
}

/** The header, then a part for each page. */
async function* csvParts(
  first: CallInDocument[],
  readPage: (after: Position) => Promise<CallInDocument[]>,
  isPersonal: boolean,
): AsyncGenerator<string, void, undefined> {
  yield CALL_IN_CSV_HEADER;
  for (let page = first; ;) {
    const last = page.at(-1);
    if (!last) return;
    yield page.map((callIn) => callInCsvLine(viewCallIn(callIn, isPersonal))).join('');
    if (page.length < PAGE) return;
    page = await readPage({ at: last.createdAt, id: last._id });
  }
}

/** Records: what is in memory at once. */
const PAGE = 500;
