import {
  type Answer,
  type Endpoint,
  httpStatusOf,
  Problem,
  type ProblemCode,
  PROBLEMS,
  statusCodeOf,
} from '@ctci/contracts';
import { z } from 'zod';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of these endpoints. */
export function openApi(endpoints: readonly Endpoint[]): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const path = documentedPath(endpoint);
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint, links(endpoint, endpoints)) };
  }
  return withNamedSchemas({
    openapi: '3.1.0',
    info: {
      title: 'Click-To-Call-In',
      version: '1',
      description: 'Hands out phone numbers for calls to come, and says whose call it is when one comes in.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' } },
    },
  });
}

function operation(endpoint: Endpoint, followers: Json): Json {
  const { summary, allow, params, query, answers, idempotent } = endpoint;
  return {
    summary,
    ...(allow === 'public' ? { security: [] } : { security: [{ apiKey: [] }], 'x-scope': allow }),
    parameters: [
      ...parameters(params, 'path'),
      ...parameters(query, 'query'),
      ...(idempotent ? [IDEMPOTENCY_KEY] : []),
    ],
    ...requestBody(endpoint),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, { ...response(answer), ...followers }]),
      ),
      ...refusals(endpoint),
    },
  };
}

/** Where an answer leads: every operation whose parameters it gives, or shares. */
function links(endpoint: Endpoint, endpoints: readonly Endpoint[]): Json {
  const { gives } = endpoint;
  if (!gives) return {};
  const shared = paramsOf(endpoint).map((name) => [name, `$request.path.${name}`]);
  const given = Object.entries(gives).map(([name, field]) => [name, `$response.body#/${field}`]);
  const known = new Map([...shared, ...given] as [string, string][]);
  const follows = endpoints.filter((other) => {
    const names = paramsOf(other);
    return names.some((name) => name in gives) && names.every((name) => known.has(name));
  });
  return {
    links: Object.fromEntries(
      follows.map((other) => {
        const method = other.method.toLowerCase();
        const pointer = documentedPath(other).replaceAll('~', '~0').replaceAll('/', '~1');
        const parameters = Object.fromEntries(paramsOf(other).map((name) => [name, known.get(name)]));
        return [linkName(other), { operationRef: `#/paths/${pointer}/${method}`, parameters }];
      }),
    ),
  };
}

const documentedPath = ({ path }: Endpoint) => path.replace(/:(\w+)/g, '{$1}');
const paramsOf = ({ path }: Endpoint) => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
const linkName = ({ method, path }: Endpoint) => `${method} ${path}`.replace(/[^A-Za-z0-9]+/g, '-');

function parameters(schema: z.ZodObject | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  return Object.entries(schema.shape).map(([name, field]) => {
    const described = schemaOf(field as z.ZodType, 'input');
    const required = place === 'path' || !(field as z.ZodType).safeParse(undefined).success;
    return { name, in: place, required, schema: described };
  });
}

function requestBody({ body, upload }: Endpoint): Json {
  if (upload) {
    const form = { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } };
    const content = { 'multipart/form-data': { schema: form }, 'text/csv': { schema: { type: 'string' } } };
    return { requestBody: { required: true, content } };
  }
  if (!body) return {};
  const required = !body.safeParse(undefined).success;
  return { requestBody: { required, content: { 'application/json': { schema: schemaOf(body, 'input') } } } };
}

function response({ description, schema, contentType }: Answer): Json {
  if (schema) return { description, content: { 'application/json': { schema: schemaOf(schema, 'output') } } };
  return contentType ? { description, content: { [contentType]: { schema: { type: 'string' } } } } : { description };
}

/** One response for each status, which names the codes it may carry. */
function refusals({ allow, problems = [], refusal, idempotent, isTry }: Endpoint): Json {
  const own = [...problems, ...(idempotent ? KEY_PROBLEMS : []), ...(isTry ? TRY_PROBLEMS : [])];
  const codes = [...new Set(allow === 'public' ? own : [...EVERYWHERE, ...own])];
  const byStatus = Map.groupBy(codes, (code) => (refusal ? httpStatusOf(statusCodeOf(code)) : PROBLEMS[code][0]));
  const content = refusal
    ? { 'application/json': { schema: schemaOf(refusal, 'output') } }
    : { 'application/problem+json': { schema: schemaOf(Problem, 'output') } };
  return Object.fromEntries(
    [...byStatus].map(([status, listed]) => {
      const names = listed.map((code) => (refusal ? `${statusCodeOf(code)} ${code}` : code));
      return [status, { description: names.join(', '), content }];
    }),
  );
}

const IDEMPOTENCY_KEY: Json = {
  ...{ name: 'Idempotency-Key', in: 'header', required: false },
  description:
    'Sent again with the same body within 24 hours, the request has no second effect and gets the first answer.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const KEY_PROBLEMS: readonly ProblemCode[] = ['IDEMPOTENCY_KEY_RUNNING', 'IDEMPOTENCY_KEY_REUSED'];

const TRY_PROBLEMS: readonly ProblemCode[] = ['RATE_LIMITED', 'SIGN_IN_UNAVAILABLE'];

/** What any request may be refused with. */
const EVERYWHERE: readonly ProblemCode[] = [
  'BAD_REQUEST',
  'MALFORMED_JSON',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'VALIDATION_FAILED',
  'RATE_LIMITED',
  'INTERNAL_ERROR',
  'DATABASE_UNAVAILABLE',
];

/** Zod puts a named schema beside every use of it; here each stands once, where references of a document look. */
function withNamedSchemas(document: Json & { readonly components: Json }): Json {
  const schemas: Json = {};
  const rest = JSON.parse(
    JSON.stringify(document, (key, value: Json) => {
      if (key !== '$defs') return value;
      Object.assign(schemas, value);
      return undefined;
    }),
  ) as Json;
  const whole = JSON.stringify({ ...rest, components: { ...document.components, schemas } });
  return JSON.parse(whole.replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  return { ...z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }), $schema: undefined };
}
