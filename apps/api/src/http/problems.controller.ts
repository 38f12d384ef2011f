import { getProblem, PROBLEMS } from '@ctci/contracts';
import { Controller, Param } from '@nestjs/common';
import { ProblemError } from './problem-error.js';
import { Route } from './route.decorator.js';

/** What the `type` of a problem document leads to. */
@Controller()
export class ProblemsController {
  @Route(getProblem)
  get(@Param('code') code: string) {
    const [, [status, title, remedy]] = Object.entries(PROBLEMS).find(([known]) => known === code) ?? notFound();
    return { code, status, title, detail: remedy };
  }
}

function notFound(): never {
  throw new ProblemError('ROUTE_NOT_FOUND', 'There is no such problem code; /api/openapi.json lists them all.');
}
