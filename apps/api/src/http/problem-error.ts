import { type FieldProblem, type ProblemCode, PROBLEMS } from '@ctci/contracts';

/** A refusal on its way to the client: thrown by controllers, answered by {@link ProblemFilter}. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  /**
   * @param detail what to do about it, where more exact than what {@link PROBLEMS} says
   * @param retryAfterSeconds when trying again makes sense, where that is known
   */
  constructor(
    readonly code: ProblemCode,
    readonly detail: string = PROBLEMS[code][2],
    readonly errors?: readonly FieldProblem[],
    readonly retryAfterSeconds?: number,
  ) {
    super(code);
  }
}

/** Refuses fields of a request; `errors` names each. */
export const invalid = (errors: readonly FieldProblem[]): ProblemError =>
  new ProblemError('VALIDATION_FAILED', undefined, errors);
