import { type Group } from '@ctci/contracts';
import { connect, until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CheckedClient } from './support/checked-client.js';
import { KEY, System } from './support/system.js';
import { TcpProxy } from './support/tcp-proxy.js';

const system = new System();
const mongodb = new URL(system.env.MONGODB_URI!);
const network = new TcpProxy({ host: mongodb.hostname, port: Number(mongodb.port) });
let api: CheckedClient;
let group: Group;

beforeAll(async () => {
  await network.open();
  // Else the driver goes past the proxy, to the address by which the replica set knows itself.
  const uri = `mongodb://127.0.0.1:${network.port}${mongodb.pathname}?directConnection=true`;
  api = await system.startApi({ MONGODB_URI: uri });
  group = await api.createGroup({ name: 'Before', numbers: [{ dnis: '+18005550001' }] });
});

afterAll(async () => {
  await system.stop();
  await network.cut();
});

const path = () => `/api/v1/groups/${group.id}`;
const readiness = () => api.get<{ status: string }>('/health/ready');
const isReady = ({ status }: { status: number }) => status === 200;

/** Everything that needs the database, asked at once. */
const askForEverything = () =>
  Promise.all([
    api.get(path()),
    api.get('/api/v1/groups'),
    api.get('/api/v1/imports'),
    api.send('POST', '/api/v1/groups', { name: 'Meanwhile' }),
    api.send('POST', `${path()}/numbers`, { dnis: '+18005550002' }),
    api.send('PATCH', path(), { settings: { expirySeconds: 60 } }),
    api.upload(group.id, '+18005550003,\n'),
  ]);

async function expectUnavailable(): Promise<void> {
  for (const answer of await askForEverything()) {
    expect(answer).toMatchObject({ status: 503, body: { code: 'DATABASE_UNAVAILABLE' } });
    expect(answer.headers.get('retry-after')).toBe('5');
  }
  expect(await readiness()).toMatchObject({ status: 503, body: { status: 'unavailable' } });
  expect(await api.get('/health/live')).toMatchObject({ status: 200 });
  expect((await api.get('/api/openapi.json')).status).toBe(200);
}

async function expectItselfAgain(): Promise<void> {
  await until(readiness, isReady);
  expect((await api.get<Group>(path())).body).toEqual(group);
  const { body } = await api.get<{ items: unknown[] }>('/api/v1/groups?name=meanwhile');
  expect(body.items).toEqual([]);
}

describe('while MongoDB cannot be reached', () => {
  it('says so within seconds, and when to try again; and is itself again when MongoDB is', async () => {
    await network.cut();
    await expectUnavailable();
    await expect(connect(api.url, KEY)).rejects.toThrow('DATABASE_UNAVAILABLE');
    await network.open();
    await expectItselfAgain();
  });

  it('tells a watcher so, and goes on with it afterwards', async () => {
    const started = await api.startImport(group.id, '+18005550004,\n');
    const socket = await connect(api.url, KEY);
    const ask = () =>
      socket.emitWithAck('import:watch', { importId: started.id }) as Promise<{ ok: boolean; code?: string }>;
    expect(await ask()).toMatchObject({ ok: true });
    await network.cut();
    expect(await ask()).toEqual({ ok: false, code: 'DATABASE_UNAVAILABLE' });
    await network.open();
    await until(ask, ({ ok }) => ok);
    socket.close();
  });
});

describe('while MongoDB does not answer', () => {
  it('gives up within seconds, and is itself again when MongoDB is', async () => {
    network.mute();
    await expectUnavailable();
    await network.cut();
    await network.open();
    await expectItselfAgain();
  });
});
