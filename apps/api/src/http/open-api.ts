import {
  type Answer,
  API_BASE,
  type Endpoint,
  httpStatusOf,
  Problem,
  type ProblemCode,
  PROBLEMS,
  statusCodeOf,
} from '@ctci/contracts';
import { z } from 'zod';
import { documentedPath, linksFrom } from './open-api-links.js';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of these endpoints. */
export function openApi(endpoints: readonly Endpoint[]): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const path = documentedPath(endpoint);
    paths[path] = {
      ...paths[path],
      [endpoint.method.toLowerCase()]: operation(endpoint, linksFrom(endpoint, endpoints)),
    };
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
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        session: { type: 'apiKey', in: 'cookie', name: 'ctci-session', description: 'With TLS: __Host-ctci-session' },
      },
    },
  });
}

function operation(endpoint: Endpoint, followers: Json): Json {
  const { summary, params, query, answers, idempotent } = endpoint;
  return {
    summary,
    ...access(endpoint),
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

/** Who may call it: a program by its key, a person by the cookie. */
function access({ allow, unbound }: Endpoint): Json {
  if (allow === 'public') return { security: [] };
  if (allow === 'person') return { security: [{ session: [] }] };
  return { security: [{ apiKey: [] }, { session: [] }], 'x-scope': allow, ...(unbound && { 'x-unbound': true }) };
}

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
function refusals({ allow, method, path, problems = [], refusal, idempotent, isTry }: Endpoint): Json {
  const own = [...problems, ...(idempotent ? KEY_PROBLEMS : []), ...(isTry ? TRY_PROBLEMS : [])];
  const isClosed = allow !== 'public';
  const codes = new Set([
    ...(isClosed || path.startsWith(API_BASE) ? EVERYWHERE : []),
    ...(isClosed ? TO_OTHERS : []),
    ...(method === 'GET' ? [] : FROM_OTHERS),
    ...own,
  ]);
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
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'VALIDATION_FAILED',
  'INTERNAL_ERROR',
  'DATABASE_UNAVAILABLE',
];

const TO_OTHERS: readonly ProblemCode[] = ['UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED'];
const FROM_OTHERS: readonly ProblemCode[] = ['CROSS_ORIGIN'];

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
