import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { claimFolder, lockFile, refuseFolderInUse } from './data-folder.js';
import { identify } from './process-identity.js';

const newFolder = () => mkdtempSync(join(tmpdir(), 'folder-test-'));
const DEAD = `${2 ** 22 + 1}@1`;

/** @param {string} dir @param {object} holder */
const mark = (dir, holder) => writeFileSync(lockFile(dir), JSON.stringify(holder));

describe('the data folder', () => {
  it('is refused while another command that runs has it', async () => {
    const dir = newFolder();
    mark(dir, { command: identify(process.ppid) });
    await expect(claimFolder(dir, process.pid)).rejects.toThrow(`in use by process ${process.ppid}`);
  });

  it('is refused on the second claim', async () => {
    const dir = newFolder();
    await claimFolder(dir, process.pid);
    await expect(claimFolder(dir, process.pid)).rejects.toThrow('in use');
  });

  it.each([
    ['a command that is gone', { command: DEAD, keeper: DEAD }],
    ['an earlier process of the same number', { command: `${process.pid}@then` }],
  ])('is free when its mark is of %s', async (_, holder) => {
    const dir = newFolder();
    mark(dir, holder);
    await claimFolder(dir, process.pid);
    expect(JSON.parse(readFileSync(lockFile(dir), 'utf8')).command).toBe(identify(process.pid));
  });

  it('is free when its mark was cut short by a crash', async () => {
    const dir = newFolder();
    writeFileSync(lockFile(dir), '{"comm');
    expect(existsSync(await claimFolder(dir, process.pid))).toBe(true);
  });

  it('is waited for while the keeper of a killed command still stops its processes', async () => {
    const dir = newFolder();
    mark(dir, { command: DEAD, keeper: identify(process.pid) });
    setTimeout(() => mark(dir, { command: DEAD, keeper: DEAD }), 300);
    const since = performance.now();
    await refuseFolderInUse(dir);
    expect(performance.now() - since).toBeGreaterThan(250);
  });
});
