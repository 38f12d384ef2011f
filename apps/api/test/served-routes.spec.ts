import 'reflect-metadata';

import { ALL_ENDPOINTS, type Endpoint } from '@ctci/contracts';
import { createService } from '@ctci/platform';
import { testMongoUri } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { MongoClient } from 'mongodb';
import { api as service } from '../src/api.js';
import { KEY, System } from './support/system.js';

const system = new System();
const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;

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
  });

  afterAll(async () => {
    await app.close();
    const mongo = await MongoClient.connect(mongodbUri);
    await mongo.db().dropDatabase();
    await mongo.close();
  });

  it('are those that the contracts declare, besides the documentation and the page', () => {
    const isDocumentation = /^(GET|HEAD) \/api\/(docs(\/.*)?|openapi\.yaml)$/;
    const served = routes.filter((route) => !isDocumentation.test(route) && !route.startsWith('HEAD '));
    const others = ['GET /undeclared', 'GET /*'];
    expect(served.filter((route) => !others.includes(route)).sort()).toEqual(ALL_ENDPOINTS.map(nameOf).sort());
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
