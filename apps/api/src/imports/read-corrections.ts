import { type FieldProblem, type ImportCorrections } from '@ctci/contracts';
import { checkCorrections, type CorrectionProblem, type Corrections, readRows } from '@ctci/domain';
import { type ImportDocument, ImportRepository } from '@ctci/persistence';
import { Injectable } from '@nestjs/common';
import { invalid, ProblemError } from '../http/problem-error.js';

/** Corrections as a client sends them, held to the file that they are about. */
@Injectable()
export class ReadCorrections {
  constructor(private readonly imports: ImportRepository) {}

  /** @throws ProblemError `FILE_GONE`, or which lines cannot be corrected */
  async of({ fileSha256 }: ImportDocument, { rows, discard }: ImportCorrections): Promise<Corrections> {
    const text = await this.imports.fileText(fileSha256);
    if (text === null) throw new ProblemError('FILE_GONE');

    const corrections = { rows, discard };
    const file = readRows(text);
    const problems = checkCorrections(file.ok ? file.value : [], corrections);
    if (problems.length > 0) throw invalid(problems.slice(0, PROBLEMS_MAX).map(toFieldProblem));
    return corrections;
  }
}

/** More would only be read by nobody. */
const PROBLEMS_MAX = 100;

const toFieldProblem = ({ code, list, index }: CorrectionProblem): FieldProblem => ({
  path: list === 'rows' ? `rows.${index}.line` : `discard.${index}`,
  code,
  message: MESSAGES[code],
});

const MESSAGES = {
  LINE_UNKNOWN: 'No row of the file begins in this line: take the line from the row error.',
  LINE_TWICE: 'This line is corrected twice in the same request: send each line once.',
};
