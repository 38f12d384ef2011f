import { cancelImport, commitImport, correctImport, undoImport } from '@ctci/contracts';
import { Controller, Param } from '@nestjs/common';
import { ProblemError } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { FindImport } from './find-import.js';

/** The steps of an import that have their place in the API and no code yet. */
@Controller()
export class UnbuiltStepsController {
  constructor(private readonly findImport: FindImport) {}

  @Route(correctImport)
  async correct(@Param('importId') importId: string): Promise<never> {
    return this.refuse(importId);
  }

  @Route(commitImport)
  async commit(@Param('importId') importId: string): Promise<never> {
    return this.refuse(importId);
  }

  @Route(cancelImport)
  async cancel(@Param('importId') importId: string): Promise<never> {
    return this.refuse(importId);
  }

  @Route(undoImport)
  async undo(@Param('importId') importId: string): Promise<never> {
    return this.refuse(importId);
  }

  private async refuse(importId: string): Promise<never> {
    await this.findImport.byId(importId);
    throw new ProblemError('NOT_IMPLEMENTED');
  }
}
