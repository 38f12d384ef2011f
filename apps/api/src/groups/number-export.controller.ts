import { exportNumbers, ExportQuery } from '@ctci/contracts';
import { numbersCsv } from '@ctci/domain';
import { NumberRepository } from '@ctci/persistence';
import { Controller, Param, Query, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { Route } from '../http/route.decorator.js';
import { sendCsv } from '../http/send-csv.js';
import { FindGroup } from './find-group.js';

/** A group's numbers as a file that imports again unchanged. */
@Controller()
export class NumberExportController {
  constructor(
    private readonly numbers: NumberRepository,
    private readonly find: FindGroup,
  ) {}

  @Route(exportNumbers)
  async export(
    @Param('groupId') groupId: string,
    @Query({ schema: ExportQuery }) query: ExportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const group = await this.find.byId(groupId);
    const numbers = await this.numbers.all(groupId);
    const rows = numbers.map(({ _id, description }) => ({ dnis: _id, description }));
    return sendCsv(reply, `${group.name}.csv`, numbersCsv(rows, query.for));
  }
}
