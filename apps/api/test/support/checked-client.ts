import {
  ALL_ENDPOINTS,
  COMPATIBLE_BASE,
  CompatibleRefusal,
  type Endpoint,
  httpStatusOf,
  Problem,
  PROBLEMS,
  STATUS_CODES,
} from '@ctci/contracts';
import { type Answer, ApiClient } from '@ctci/testing';
import { z } from 'zod';
import { openApi } from '../../src/http/open-api.js';

/**
 * A client that holds every answer to what the contracts declare of its route, and to the OpenAPI document that is made
 * of them: an undocumented status, a body that breaks its schema or an error that is no problem document throws.
 */
export class CheckedClient extends ApiClient {
  override async send<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>> {
    const answer = await super.send<Body>(method, path, body, headers);
    try {
      checkAnswer(method, path, answer);
    } catch (error) {
      const text = JSON.stringify(answer.body).slice(0, 500);
      throw new Error(`${method} ${path} answered ${answer.status} ${text}`, { cause: error });
    }
    return answer;
  }
}

/** What a test reads of a problem document. */
export type Refusal = Pick<Problem, 'code' | 'detail' | 'errors'>;

/** The fields that a refusal names. */
export const fieldsOf = ({ body }: { readonly body: Refusal }) =>
  body.errors?.map(({ path, code }) => `${path} ${code}`);

export function checkAnswer(method: string, path: string, answer: Answer<unknown>): void {
  const endpoint = endpointOf(method, path);
  const declared = endpoint?.answers[answer.status];
  if (answer.status >= 400 && !declared) {
    const check = path.startsWith(`${COMPATIBLE_BASE}/`) ? checkEnvelope : checkProblem;
    check(endpoint, answer);
  }
  if (!endpoint || !declared) {
    require(!endpoint || answer.status >= 400, 'an undeclared answer');
    return;
  }

  if (declared.schema) checkBody(endpoint, answer, declared.schema);
  else if (declared.contentType) require(contentType(answer) === declared.contentType, 'another content type');
  else require(answer.body === '', 'a body where none is declared');
}

/** That of the compatible route, with a code that its table has. */
function checkEnvelope(endpoint: Endpoint | undefined, answer: Answer<unknown>): void {
  require(contentType(answer).startsWith('application/json'), 'no JSON');
  const { status } = CompatibleRefusal.parse(answer.body);
  require(answer.status === httpStatusOf(status.code) && status.message !== '', 'its code says otherwise');
  require(status.corrId === answer.headers.get('x-correlation-id'), 'corrId is not the correlation id');
  const [name] = Object.entries(STATUS_CODES).find(([, code]) => code === status.code) ?? [];
  require(name !== undefined, `an unpublished code ${status.code}`);
  if (!endpoint) return;
  const { description } = documented(endpoint, answer.status);
  require(description.split(', ').includes(`${status.code} ${name}`), `an undocumented code ${status.code}`);
}

/** RFC 9457, with the codes that the route declares. */
function checkProblem(endpoint: Endpoint | undefined, answer: Answer<unknown>): void {
  require(contentType(answer).startsWith('application/problem+json'), 'no problem document');
  const problem = Problem.parse(answer.body);
  const [status, title] = PROBLEMS[problem.code];
  require(answer.status === status && problem.status === status && problem.title === title, 'its code says otherwise');
  require(problem.type === `/problems/${problem.code}` && problem.detail !== '', 'no type or detail');
  require(problem.instance === answer.headers.get('x-correlation-id'), 'instance is not the correlation id');
  if (endpoint) {
    const { description } = documented(endpoint, status);
    require(description.split(', ').includes(problem.code), `an undocumented code ${problem.code}`);
  }
}

function checkBody(endpoint: Endpoint, answer: Answer<unknown>, schema: z.ZodType): void {
  require(contentType(answer).startsWith('application/json'), 'no JSON');
  schema.parse(answer.body);
  const described = documented(endpoint, answer.status).content['application/json']?.schema;
  const components = DOCUMENT.components.schemas;
  const text = JSON.stringify({ ...described, $defs: components });
  const standalone = JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')) as JsonSchema;
  z.fromJSONSchema(standalone).parse(answer.body);
}

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

interface Documented {
  description: string;
  content: Record<string, { schema: object }>;
}

const DOCUMENT = openApi(ALL_ENDPOINTS) as unknown as {
  paths: Record<string, Record<string, { responses: Record<string, Documented> }>>;
  components: { schemas: Record<string, object> };
};

function documented({ method, path }: Endpoint, status: number): Documented {
  const operation = DOCUMENT.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
  const response = operation?.responses[status];
  if (!response) throw new Error('an undocumented status');
  return response;
}

function endpointOf(method: string, path: string): Endpoint | undefined {
  const [pathname = ''] = path.split('?', 1);
  return ALL_ENDPOINTS.find((endpoint) => {
    const pattern = new RegExp(`^${endpoint.path.replaceAll('.', String.raw`\.`).replace(/:\w+/g, '[^/]+')}$`);
    return endpoint.method === method && pattern.test(pathname);
  });
}

const contentType = ({ headers }: Answer<unknown>): string => headers.get('content-type') ?? '';

function require(condition: boolean, complaint: string): asserts condition {
  if (!condition) throw new Error(complaint);
}
