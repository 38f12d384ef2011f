import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { sendProblem } from './send-problem.js';
import { toProblemError } from './to-problem-error.js';

/** Answers everything that was thrown as a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const problem = toProblemError(thrown);
    if (problem.code === 'INTERNAL_ERROR') this.logger.error(thrown);
    if (problem.code === 'DATABASE_UNAVAILABLE') this.logger.warn(`MongoDB: ${(thrown as Error).message}`);
    sendProblem(problem, http.getRequest(), http.getResponse());
  }
}
