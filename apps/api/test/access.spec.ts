import 'reflect-metadata';

import { ALL_ENDPOINTS, type Endpoint, type Scope, STATUS_CODES } from '@ctci/contracts';
import { createService } from '@ctci/platform';
import { testMongoUri } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { MongoClient } from 'mongodb';
import { api as service } from '../src/api.js';
import { CheckedClient } from './support/checked-client.js';
import { KEY, System } from './support/system.js';

const system = new System();
let api: CheckedClient;

const SCOPES: readonly Scope[] = ['call-ins:create', 'call-ins:match', 'read', 'read:personal', 'admin'];
const keyOf = (scope: Scope) => `key-with-the-scope-${scope}-0123456789`;

beforeAll(async () => {
  api = await system.startApi();
  for (const scope of SCOPES) await system.addKey(keyOf(scope), [scope]);
}, 60_000);

afterAll(() => system.stop());

const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;
const closed = ALL_ENDPOINTS.filter(({ allow }) => allow !== 'public').map(
  (endpoint) => [nameOf(endpoint), endpoint] as const,
);
const open = ALL_ENDPOINTS.filter(({ allow }) => allow === 'public').map(
  (endpoint) => [nameOf(endpoint), endpoint] as const,
);

/** A request of this endpoint about nothing that there is, so that it does no harm where it is let through. */
function call(url: string, { method, path, body, upload }: Endpoint, key?: string) {
  const about = path
    .replace(/:(groupId|importId)/, '0'.repeat(24))
    .replace(':dnis', '+18005550000')
    .replace(':code', 'FORBIDDEN');
  const content = upload ? '' : body && {};
  const headers = upload ? { 'content-type': 'text/csv' } : {};
  return new CheckedClient(url, key ?? '').send<{ code?: string; status?: { code: number } }>(
    method,
    about,
    content,
    headers,
  );
}

/** Of a problem document, or of the compatible route's envelope. */
function codeOf({ code, status }: { code?: string; status?: { code: number } }): string | undefined {
  return code ?? Object.entries(STATUS_CODES).find(([, number]) => number === status?.code)?.[0];
}

describe.each(closed)('%s', (_, endpoint) => {
  it.each([
    ['no key', ''],
    ['a wrong key', 'x'.repeat(32)],
    ['a key that differs in its last character', `${KEY.slice(0, -1)}0`],
    ['a key that is too long', 'x'.repeat(5_000)],
    ['an operator for a key', '{"$ne":null}'],
  ])('is closed to %s', async (_key, key) => {
    const { status, body } = await call(api.url, endpoint, key);
    expect([status, codeOf(body)]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it.each(SCOPES)('is open to the scope %s only where it is declared', async (scope) => {
    const { body } = await call(api.url, endpoint, keyOf(scope));
    const isAllowed = scope === 'admin' || scope === endpoint.allow;
    expect(codeOf(body) === 'FORBIDDEN').toBe(!isAllowed);
    expect(codeOf(body)).not.toBe('UNAUTHENTICATED');
  });
});

describe.each(open)('%s', (_, endpoint) => {
  it('is open to everybody', async () => {
    expect((await call(api.url, endpoint)).status).toBe(200);
    expect((await call(api.url, endpoint, 'wrong')).status).toBe(200);
  });
});

describe('what there is not', () => {
  it.each([
    '/',
    '/api',
    '/api/v1',
    '/api/v1/nothing',
    '/api/v1/groups/',
    '/API/V1/GROUPS',
    '//api/v1/groups',
    '/api/docs/../v1',
  ])('is not told to strangers: %s', async (path) => {
    expect((await fetch(`${api.url}${path}`)).status).toBe(401);
    expect(await api.get(path)).toMatchObject({ status: 404, body: { code: 'ROUTE_NOT_FOUND' } });
  });

  it('is a method that a path does not take', async () => {
    for (const method of ['PUT', 'OPTIONS', 'TRACE', 'PROPFIND', 'PATCH']) {
      const answer = await api.send(method, '/api/v1/groups').catch(() => null);
      if (answer) expect(answer).toMatchObject({ status: 404, body: { code: 'ROUTE_NOT_FOUND' } });
    }
  });
});

describe('the routes that the application serves', () => {
  let app: NestFastifyApplication;
  const routes: string[] = [];
  const mongodbUri = testMongoUri();

  beforeAll(async () => {
    const config = service.config({ ...system.env, MONGODB_URI: mongodbUri, LOG_LEVEL: 'silent' });
    const configure: typeof service.configure = async (application, its) => {
      const server = application.getHttpAdapter().getInstance();
      server.addHook('onRoute', ({ method, url }) => {
        routes.push(...[method].flat().map((one) => `${one} ${url}`));
      });
      await service.configure?.(application, its);
      server.get('/undeclared', () => 'open to all');
    };
    app = await createService({ ...service, configure }, config);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  }, 30_000);

  afterAll(async () => {
    await app.close();
    const mongo = await MongoClient.connect(mongodbUri);
    await mongo.db().dropDatabase();
    await mongo.close();
  });

  it('are those that the contracts declare, besides the documentation', () => {
    const isDocumentation = /^(GET|HEAD) \/api\/(docs(\/.*)?|openapi\.yaml)$/;
    const served = routes.filter((route) => !isDocumentation.test(route) && !route.startsWith('HEAD '));
    expect(served.filter((route) => route !== 'GET /undeclared').sort()).toEqual(ALL_ENDPOINTS.map(nameOf).sort());
  });

  it('have a HEAD only beside a GET', () => {
    const heads = routes.filter((route) => route.startsWith('HEAD ')).map((route) => route.replace('HEAD', 'GET'));
    expect(heads.filter((route) => !routes.includes(route))).toEqual([]);
  });

  it('serve nobody where they declare nothing', async () => {
    const ask = (headers: Record<string, string>) => app.inject({ method: 'GET', url: '/undeclared', headers });
    expect((await ask({})).statusCode).toBe(401);
    expect((await ask({ 'x-api-key': KEY })).json()).toMatchObject({ code: 'FORBIDDEN' });
  });
});
