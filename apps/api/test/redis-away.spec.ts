import { type Import } from '@ctci/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportWatcher, type StartedApp } from '@ctci/testing';
import { CheckedClient } from './support/checked-client.js';
import { KEY, System } from './support/system.js';

const system = new System();
let app: StartedApp;
let api: CheckedClient;

beforeAll(async () => {
  app = await system.start('api', { REDIS_URL: 'redis://127.0.0.1:1' });
  api = new CheckedClient(app.url, KEY);
});

afterAll(() => system.stop());

describe('without Redis', () => {
  it('is ready, and degraded', async () => {
    const checks = { mongodb: { status: 'up' }, redis: { status: 'down' } };
    expect(await api.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'degraded', checks } });
  });

  it('accepts an upload without waiting, and keeps it', async () => {
    const { id } = await api.createGroup({ name: 'Patient' });
    const from = performance.now();
    const started = await api.startImport(id, '+18005550100,\n');
    expect(performance.now() - from).toBeLessThan(5_000);
    expect(await api.getImport(started.id)).toEqual(started);
  });

  it('tells a watcher of what another process has changed', async () => {
    const { id } = await api.createGroup({ name: 'Watched' });
    const started = await api.startImport(id, '+18005550101,\n');
    const watcher = await ImportWatcher.watch(api, started.id);
    const changed: Partial<Import> = { status: 'cancelled', seq: started.seq + 1 };
    await system.database.collection('imports').updateOne({ fileSha256: started.fileSha256 }, { $set: changed });
    expect(await watcher.until(({ status }) => status === 'cancelled')).toEqual({ ...started, ...changed });
    watcher.close();
  });

  it('says so once in its log, and stops in order when it is told to', async () => {
    await app.stop();
    const lines = (await app.logs())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { level: string; msg: string });
    expect(lines.filter(({ level }) => level === 'error').every(({ msg }) => msg.startsWith('Redis is away'))).toBe(
      true,
    );
    expect(lines.filter(({ level }) => level === 'error').length).toBeLessThanOrEqual(2);
    expect(lines.at(-1)).toMatchObject({ msg: 'stopped' });
  });
});
