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
const firstSignIn = async (file: string) => {
  const values = (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(10));
  const [email = '', password = '', key = ''] = values;
  return { email, password, key };
};
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
    expect(keys).toMatchObject([{ _id: 'bootstrap', scopes: ['admin'], groupIds: null }]);
    expect(await system.database.collection('users').countDocuments()).toBe(0);
    expect(JSON.stringify(keys)).not.toContain(KEY);
    const logs = [await first.logs(), await second.logs()].join('');
    for (const key of [KEY, other]) expect(logs).not.toContain(key);
  });

  it('makes one key and one sign-in when three processes start together, and writes them where only its owner may read', async () => {
    const system = aSystem();
    const folder = join(await aFolder(), 'made', 'on', 'the', 'way');
    const env = { BOOTSTRAP_API_KEY: '', DATA_DIR: folder };
    const apps = await Promise.all([1, 2, 3].map(() => system.start('api', env)));

    expect(await readdir(folder)).toEqual(['first-sign-in']);
    const file = join(folder, 'first-sign-in');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { email, password, key } = await firstSignIn(file);
    expect(key).toMatch(/^ctci_[\w-]{43}$/);
    for (const { url } of apps) {
      expect(await opens(url, key)).toBe(true);
      const session = await new ApiClient(url, '').send('POST', '/api/v1/session', { email, password });
      expect(session).toMatchObject({ status: 200, body: { user: { role: 'administrator' }, scopes: ['admin'] } });
    }
    expect(await keysIn(system)).toHaveLength(1);
    expect(await system.database.collection('users').countDocuments()).toBe(1);
    const audit = await system.database.collection('audit').find().toArray();
    expect(audit.map(({ who, what }) => `${String(who)} ${String(what)}`).sort()).toEqual([
      'first-start api-key.created',
      'first-start user.created',
    ]);

    const logs = (await Promise.all(apps.map((app) => app.logs()))).join('');
    for (const secret of [key, password]) expect(logs).not.toContain(secret);
    expect(logs.split('\n').filter((line) => line.includes(file))).toHaveLength(1);
  });

  it('fails with one line when the key can be written nowhere, and makes none', async () => {
    const system = aSystem();
    const folder = await aFolder();
    await writeFile(join(folder, 'file'), '');
    const failing = system.start('api', { BOOTSTRAP_API_KEY: '', DATA_DIR: join(folder, 'file') });
    await expect(failing).rejects.toThrow(
      /"level":"fatal".*DATA_DIR: cannot write the first sign-in to .*first-sign-in/,
    );
    expect(await keysIn(system)).toEqual([]);
    const { url } = await system.start('api', { BOOTSTRAP_API_KEY: '', DATA_DIR: folder });
    expect(await opens(url, (await firstSignIn(join(folder, 'first-sign-in'))).key)).toBe(true);
  });
});
