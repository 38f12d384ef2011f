import { ALL_ENDPOINTS, PROBLEMS } from '@ctci/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CheckedClient } from './support/checked-client.js';
import { System } from './support/system.js';

const system = new System();
let api: CheckedClient;
let document: Document;

interface Operation {
  summary: string;
  security: unknown[];
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { content: Record<string, object> };
  responses: Record<string, { description: string; links?: Record<string, Link> }>;
}
interface Link {
  operationRef: string;
  parameters: Record<string, string>;
}
interface Document {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { oneOf?: object[] }>; securitySchemes: Record<string, object> };
}

beforeAll(async () => {
  api = await system.startApi();
  document = (await api.get<Document>('/api/openapi.json')).body;
});

afterAll(() => system.stop());

const linksOf = (responses: Operation['responses']) =>
  Object.values(responses).flatMap(({ links }) => (links ? [links] : []));

/** Every object in a document, however deep. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  yield value as Record<string, unknown>;
  for (const part of Object.values(value)) yield* objectsIn(part);
}

describe('the OpenAPI document', () => {
  it('is one of version 3.1', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Click-To-Call-In', version: '1' } });
    expect(document.components.securitySchemes).toMatchObject({
      apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      session: { type: 'apiKey', in: 'cookie', name: 'ctci-session' },
    });
  });

  it.each(ALL_ENDPOINTS.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
    'has %s with its parameters, its body, its answers and whether a key is needed',
    (_, { method, path, summary, allow, query, body, upload, idempotent, answers, problems = [] }) => {
      const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name);
      const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]![method.toLowerCase()]!;
      expect(operation.summary).toBe(summary);
      const [byKey, bySession] = [{ apiKey: [] }, { session: [] }];
      const access: Partial<Record<string, object[]>> = { public: [], person: [bySession] };
      expect(operation.security).toEqual(access[allow] ?? [byKey, bySession]);
      expect(operation.parameters.map(({ name, in: place }) => `${place} ${name}`)).toEqual([
        ...names.map((name) => `path ${name}`),
        ...Object.keys(query?.shape ?? {}).map((name) => `query ${name}`),
        ...(idempotent ? ['header Idempotency-Key'] : []),
      ]);
      expect(Object.keys(operation.requestBody?.content ?? {})).toEqual(upload ?? (body ? ['application/json'] : []));
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(Object.keys(answers)));
      for (const code of problems) expect(operation.responses[PROBLEMS[code][0]]?.description).toContain(code);
      if (allow !== 'public') expect(operation.responses).toMatchObject({ 401: {}, 403: {}, 503: {} });
      if (method !== 'GET') expect(operation.responses[403]?.description).toContain('CROSS_ORIGIN');
    },
  );

  it('declares nothing that the contracts do not', () => {
    const operations = Object.values(document.paths).flatMap((operations) => Object.keys(operations));
    expect(operations).toHaveLength(ALL_ENDPOINTS.length);
  });

  it('holds everything that it refers to, once', () => {
    const references = [...objectsIn(document)].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []));
    expect(references.length).toBeGreaterThan(0);
    for (const reference of new Set(references)) {
      const [, name = ''] = /^#\/components\/schemas\/(\w+)$/.exec(reference) ?? [];
      const schema = document.components.schemas[name]!;
      for (const form of schema.oneOf ?? [schema]) expect(form).toMatchObject({ type: 'object' });
    }
    expect([...objectsIn(document)].filter((object) => '$defs' in object || '$schema' in object)).toEqual([]);
  });

  it('leads from what is made to all that can be done with it, by links to operations that there are', () => {
    const linked = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).flatMap(({ responses }) => linksOf(responses)),
    );
    const [made] = linksOf(document.paths['/api/v1/groups']!.post!.responses);
    expect(made!['PATCH-api-v1-groups-groupId']!.parameters).toEqual({ groupId: '$response.body#/id' });
    for (const { operationRef, parameters } of linked.flatMap((links) => Object.values(links))) {
      const [path = '', method = ''] = operationRef.slice('#/paths/'.length).split('/');
      const operation = document.paths[path.replaceAll('~1', '/')]![method]!;
      const names = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(Object.keys(parameters)).toEqual(names);
    }
    expect(linked).toHaveLength(5);
  });

  it('asks for nothing impossible: every listed value is of the type that it names', () => {
    for (const { type, enum: values } of objectsIn(document.paths)) {
      if (typeof type !== 'string' || !Array.isArray(values)) continue;
      expect(values.map((value) => typeof value)).toEqual(values.map(() => type));
    }
  });

  it('publishes every problem code', () => {
    const text = JSON.stringify(document.components.schemas.Problem);
    for (const code of Object.keys(PROBLEMS)) expect(text).toContain(`"${code}"`);
  });
});

describe('the documentation', () => {
  it('is a page whose scripts and styles are served with it', async () => {
    const page = await api.get<string>('/api/docs');
    expect(page.headers.get('content-type')).toContain('text/html');
    const assets = [...page.body.matchAll(/(?:src|href)="\.\/(docs\/[^"]+)"/g)].map(([, asset]) => asset!);
    expect(assets.length).toBeGreaterThan(3);
    for (const asset of assets) expect((await api.get(`/api/${asset}`)).status).toBe(200);
    const script = await api.get<string>('/api/docs/swagger-ui-init.js');
    expect(script.body).toContain('/api/v1/groups/{groupId}/imports');
  });

  it.each(['..%2fpackage.json', '%2e%2e/%2e%2e/package.json', 'swagger-ui.css/../../x', 'nothing.js', ''])(
    'leads to no other file: %s',
    async (file) => {
      const answer = await api.get(`/api/docs/${file}`);
      if (answer.status === 200) expect(answer.headers.get('content-type')).toContain('text/html');
      else expect([400, 403, 404]).toContain(answer.status);
      expect(JSON.stringify(answer.body)).not.toContain('dependencies');
    },
  );
});
