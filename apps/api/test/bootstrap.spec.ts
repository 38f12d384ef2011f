import { ApiClient } from '@ctci/testing';
import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEY, System } from './support/system.js';

const systems: System[] = [];
const folders: string[] = [];

afterAll(async () => {
  await Promise.all(systems.map((system) => system.stop()));
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
});

const aSystem = () => {
  const system = new System();
  systems.push(system);
  return system;
};
const aFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ctci-data-'));
  folders.push(folder);
  return folder;
};
const opens = async (url: string, key: string) => (await new ApiClient(url, key).get('/api/v1/groups')).status === 200;
const keysIn = ({ database }: System) => database.collection('apiKeys').find().toArray();

describe('the first start of a database', () => {
  it('makes the operator’s key the administrator’s, and no later start makes another', async () => {
    const system = aSystem();
    const first = await system.start('api');
    const other = 'another-key-0123456789abcdef-0123456789';
    const second = await system.start('api', { BOOTSTRAP_API_KEY: other });
    for (const { url } of [first, second]) {
      expect(await opens(url, KEY)).toBe(true);
      expect(await opens(url, other)).toBe(false);
    }
    const keys = await keysIn(system);
    expect(keys).toMatchObject([{ _id: 'bootstrap', scopes: ['admin'] }]);
    expect(JSON.stringify(keys)).not.toContain(KEY);
    const logs = [await first.logs(), await second.logs()].join('');
    for (const key of [KEY, other]) expect(logs).not.toContain(key);
  }, 40_000);

  it('makes one key when three processes start together, and writes it where only its owner may read', async () => {
    const system = aSystem();
    const folder = join(await aFolder(), 'made', 'on', 'the', 'way');
    const env = { BOOTSTRAP_API_KEY: '', DATA_DIR: folder };
    const apps = await Promise.all([1, 2, 3].map(() => system.start('api', env)));

    expect(await readdir(folder)).toEqual(['first-api-key']);
    const file = join(folder, 'first-api-key');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const key = (await readFile(file, 'utf8')).trimEnd();
    expect(key).toMatch(/^[\w-]{43}$/);
    for (const { url } of apps) expect(await opens(url, key)).toBe(true);
    expect(await keysIn(system)).toHaveLength(1);

    const logs = (await Promise.all(apps.map((app) => app.logs()))).join('');
    expect(logs).not.toContain(key);
    expect(logs.split('\n').filter((line) => line.includes(file))).toHaveLength(1);
  }, 60_000);

  it('fails with one line when the key can be written nowhere, and makes none', async () => {
    const system = aSystem();
    const folder = await aFolder();
    await writeFile(join(folder, 'file'), '');
    const failing = system.start('api', { BOOTSTRAP_API_KEY: '', DATA_DIR: join(folder, 'file') });
    await expect(failing).rejects.toThrow(
      /"level":"fatal".*DATA_DIR: cannot write the first API key to .*first-api-key/,
    );
    expect(await keysIn(system)).toEqual([]);
    const { url } = await system.start('api', { BOOTSTRAP_API_KEY: '', DATA_DIR: folder });
    expect(await opens(url, (await readFile(join(folder, 'first-api-key'), 'utf8')).trim())).toBe(true);
  }, 60_000);
});
