import { type Endpoint } from '@ctci/contracts';
import { applyDecorators, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';

const METHODS = { GET: Get, POST: Post, PATCH: Patch, DELETE: Delete };

/** Serves an endpoint of the contracts: its method, its path and the status of its success. */
export function Route({ method, path, answers }: Endpoint): MethodDecorator {
  const [success = '200'] = Object.keys(answers);
  return applyDecorators(METHODS[method](path), HttpCode(Number(success)));
}
