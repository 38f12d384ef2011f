import { exportRejected } from '@ctci/contracts';
import { correctedRows, type Corrections, NO_CORRECTIONS, readRows, rejectedCsv, type RowError } from '@ctci/domain';
import { ImportRepository, RowErrorRepository } from '@ctci/persistence';
import { Controller, Param, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { Route } from '../http/route.decorator.js';
import { sendCsv } from '../http/send-csv.js';
import { FindImport } from './find-import.js';

/** The rejected rows of an import as a file, to be mended and imported again. */
@Controller()
export class RejectedRowsController {
  constructor(
    private readonly imports: ImportRepository,
    private readonly rowErrors: RowErrorRepository,
    private readonly findImport: FindImport,
  ) {}

  @Route(exportRejected)
  async export(@Param('importId') importId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const document = await this.findImport.byId(importId);
    const { items } = await this.rowErrors.list(document, { severity: 'error', limit: Infinity });
    const text = (await this.imports.fileText(document.fileSha256)) ?? '';
    const isCorrected = document.corrected === true;
    const corrections = (await this.imports.corrections(importId, isCorrected)) ?? NO_CORRECTIONS;
    return sendCsv(reply, `rejected-${document.fileName}`, rejectedCsv(rejectedRows(text, corrections, items)));
  }
}

/** Rows as they count, mended ones as they were mended. */
function rejectedRows(text: string, corrections: Corrections, errors: readonly RowError[]) {
  const file = readRows(text);
  const byLine = Map.groupBy(errors, ({ line }) => line);
  return [...correctedRows(file.ok ? file.value : [], corrections)].flatMap((row) => {
    if (row.kind === 'discarded') return [{ row: row.row, because: DISCARDED }];
    const because = byLine
      .get(row.line)
      ?.map(({ message }) => message)
      .join(' ');
    return because === undefined ? [] : [{ row, because }];
  });
}

const DISCARDED = 'Somebody has discarded this row.';
