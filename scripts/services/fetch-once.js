import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../paths.js';
import { identify } from './process-identity.js';

const store = join(root, '.services');

/**
 * Where a fetched binary is kept.
 *
 * @param {string} name
 */
export const fetched = (name) => join(store, name, name);

/**
 * Fetches a binary into the store. It appears there whole or not at all: two commands may fetch at once, and one may be
 * killed midway.
 *
 * @template T
 * @param {string} name
 * @param {(dir: string) => Promise<string>} download puts it somewhere below `dir` and answers where
 * @param {(path: string) => Promise<T>} check throws when it does not run here
 * @returns {Promise<T>} what `check` says of the binary in its final place
 */
export async function fetchOnce(name, download, check) {
  await mkdir(store, { recursive: true });
  await removeRemains();
  const temporary = join(store, `.fetching-${process.pid}-${randomBytes(4).toString('hex')}`);
  const ready = join(temporary, 'ready');
  try {
    await mkdir(ready, { recursive: true });
    const found = await download(temporary);
    await chmod(found, 0o755);
    await rename(found, join(ready, name));
    await check(join(ready, name));
    await replace(ready, name, check);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return check(fetched(name));
}

/**
 * @param {string} ready
 * @param {string} name
 * @param {(path: string) => Promise<unknown>} check
 */
async function replace(ready, name, check) {
  const isGood = await check(fetched(name)).then(
    () => true,
    () => false,
  );
  if (isGood) return;
  await rm(join(store, name), { recursive: true, force: true });
  await rename(ready, join(store, name)).catch((error) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error; // another command was faster
  });
}

/** Clears up after commands that were killed while fetching. */
async function removeRemains() {
  for (const entry of await readdir(store)) {
    const pid = /^\.fetching-(\d+)-/.exec(entry)?.[1];
    if (pid && !identify(Number(pid))) await rm(join(store, entry), { recursive: true, force: true });
  }
}
