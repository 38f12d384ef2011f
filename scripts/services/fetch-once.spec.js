import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { fetchOnce } from './fetch-once.js';

const newStore = () => mkdtempSync(join(tmpdir(), 'store-test-'));
const NO_SUCH_PID = 2 ** 22 + 1;

/** @param {string} content @param {number} [ms] */
const downloadOf =
  (content, ms = 0) =>
  async (/** @type {string} */ dir) => {
    const path = join(dir, 'found');
    await writeFile(path, content);
    await sleep(ms);
    return path;
  };

async function mustBeGood(/** @type {string} */ path) {
  const content = await readFile(path, 'utf8');
  if (!content.startsWith('good')) throw new Error('does not run');
  return { path, content };
}

describe('fetchOnce', () => {
  it('keeps what runs, and leaves nothing else behind', async () => {
    const store = newStore();
    const { path } = await fetchOnce('tool', downloadOf('good'), mustBeGood, store);
    expect(path).toBe(join(store, 'tool', 'tool'));
    expect(readdirSync(store)).toEqual(['tool']);
  });

  it('keeps nothing of what does not run', async () => {
    const store = newStore();
    await expect(fetchOnce('tool', downloadOf('bad'), mustBeGood, store)).rejects.toThrow('does not run');
    expect(readdirSync(store)).toEqual([]);
  });

  it('lets two fetch at once: the first stays, both succeed', async () => {
    const store = newStore();
    const [slow, fast] = await Promise.all([
      fetchOnce('tool', downloadOf('good, slow', 50), mustBeGood, store),
      fetchOnce('tool', downloadOf('good, fast'), mustBeGood, store),
    ]);
    expect(fast.content).toBe('good, fast');
    expect(slow.content).toBe('good, fast');
    expect(readdirSync(store)).toEqual(['tool']);
  });

  it('replaces a binary that no longer runs', async () => {
    const store = newStore();
    mkdirSync(join(store, 'tool'));
    writeFileSync(join(store, 'tool', 'tool'), 'bad');
    expect((await fetchOnce('tool', downloadOf('good'), mustBeGood, store)).content).toBe('good');
  });

  it('clears up after one that was killed midway, not after one that still fetches', async () => {
    const store = newStore();
    const dead = join(store, `.fetching-${NO_SUCH_PID}-aa`);
    const alive = join(store, `.fetching-${process.ppid}-bb`);
    for (const dir of [dead, alive]) mkdirSync(dir);
    await fetchOnce('tool', downloadOf('good'), mustBeGood, store);
    expect([existsSync(dead), existsSync(alive)]).toEqual([false, true]);
  });
});
