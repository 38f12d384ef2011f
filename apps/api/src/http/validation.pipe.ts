import { type FieldProblem } from '@ctci/contracts';
import { Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { invalid } from './problem-error.js';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly code?: string;
}

/** Holds every body, query and parameter to the schema that the contracts give it. */
@Injectable()
export class ValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues: readonly Issue[]) => invalid(issues.slice(0, ERRORS_MAX).map(toFieldProblem)) });
  }
}

const ERRORS_MAX = 100;

const toFieldProblem = ({ message, path = [], code = 'INVALID' }: Issue): FieldProblem => ({
  path: path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
  code: code.toUpperCase(),
  message,
});
