import { describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium, type Machine } from './support/chromium.js';

const BARE: Machine = { env: { PATH: '/nowhere' }, kind: 'linux-x64', packed: '/nowhere/bin' };

describe('without a browser the tests of the page fail and say how to get one', () => {
  it.each([
    ['on a bare machine', BARE, 'The tests of the page need a Chromium, and there is none.'],
    ['without even a PATH', { ...BARE, env: {} }, 'The tests of the page need a Chromium, and there is none.'],
    [
      'where the packed one cannot run',
      { ...BARE, kind: 'darwin-arm64', packed: import.meta.dirname },
      'The tests of the page need a Chromium, and there is none.',
    ],
    [
      'where CHROMIUM names none, whatever else there is',
      { ...BARE, env: { CHROMIUM: '/nowhere/chromium' }, packed: import.meta.dirname },
      'CHROMIUM is /nowhere/chromium, which cannot be run.',
    ],
  ])('%s', async (_, machine, words) => {
    const failure = await findChromium(machine).catch((error: unknown) => String(error));
    expect(failure).toContain(words);
    for (const way of ['set CHROMIUM', 'on PATH (on Debian: apt install chromium)', 'on Linux x64, npm install'])
      expect(failure).toContain(way);
  });
});

it('the browser of CHROMIUM comes before one on PATH', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ctci-chromium-'));
  const [own, onPath] = [join(folder, 'own'), join(folder, 'google-chrome')];
  try {
    for (const path of [own, onPath]) await writeFile(path, '#!/bin/sh\n', { mode: 0o755 });
    const env = { PATH: `/nowhere:${folder}` };
    expect(await findChromium({ ...BARE, env })).toEqual({ path: onPath, env: {} });
    expect(await findChromium({ ...BARE, env: { ...env, CHROMIUM: own } })).toEqual({ path: own, env: {} });
  } finally {
    await rm(folder, { recursive: true });
  }
});
