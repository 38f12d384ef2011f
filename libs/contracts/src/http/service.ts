import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { Problem } from './problem.js';

const check = z.strictObject({ status: z.enum(['up', 'down']) });

export const Health = z.strictObject({
  status: z.enum(['ok', 'degraded', 'unavailable']),
  checks: z.record(z.string(), check).optional(),
});

export const live = endpoint({
  method: 'GET',
  path: '/health/live',
  summary: 'Is the process alive',
  allow: 'public',
  answers: { 200: { description: 'Yes', schema: Health } },
});

export const ready = endpoint({
  method: 'GET',
  path: '/health/ready',
  summary: 'Can the process serve; without Redis it is degraded, and still serves',
  allow: 'public',
  answers: { 200: { description: 'Yes', schema: Health }, 503: { description: 'No', schema: Health } },
});

export const openApiDocument = endpoint({
  method: 'GET',
  path: '/api/openapi.json',
  summary: 'This document',
  allow: 'public',
  answers: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({}) } },
});

export const getProblem = endpoint({
  method: 'GET',
  path: '/problems/:code',
  summary: 'What a problem code means',
  allow: 'public',
  params: z.strictObject({ code: z.string() }),
  answers: {
    200: {
      description: 'The code, its status, its title and what to do about it',
      schema: Problem.pick({ code: true, status: true, title: true, detail: true }).strict(),
    },
  },
  problems: ['ROUTE_NOT_FOUND'],
});
