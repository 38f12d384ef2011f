import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../paths.js';
import { identify } from './process-identity.js';

const repositoryStore = join(root, '.services');

/**
 * Where a fetched binary is kept.
 *
 * @param {string} name
 * @param {string} [store]
 */
export const fetched = (name, store = repositoryStore) => join(store, name, name);

/**
 * Fetches a binary into the store. It appears there whole or not at all: two commands may fetch at once, and one may be
 * killed midway.
 *
 * @template T
 * @param {string} name
 * @param {(dir: string) => Promise<string>} download puts it somewhere below `dir` and answers where
 * @param {(path: string) => Promise<T>} check throws when it does not run here
 * @param {string} [store]
 * @returns {Promise<T>} what `check` says of the binary in its final place
 */
export async function fetchOnce(name, download, check, store = repositoryStore) {
  await mkdir(store, { recursive: true });
  await removeRemains(store);
  const temporary = join(store, `.fetching-${process.pid}-${randomBytes(4).toString('hex')}`);
  const ready = join(temporary, 'ready');
  try {
    await mkdir(ready, { recursive: true });
    const found = await download(temporary);
    await chmod(found, 0o755);
    await rename(found, join(ready, name));
    await check(join(ready, name));
    await settle(ready, fetched(name, store), check);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return check(fetched(name, store));
}

/**
 * @param {string} ready
 * @param {string} final path of the binary
 * @param {(path: string) => Promise<unknown>} check
 */
async function settle(ready, final, check) {
  const isThere = await check(final).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  await rm(dirname(final), { recursive: true, force: true });
  await rename(ready, dirname(final)).catch((error) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error; // another command was faster
  });
}

/**
 * Clears up after commands that were killed while fetching.
 *
 * @param {string} store
 */
async function removeRemains(store) {
  for (const entry of await readdir(store)) {
    const pid = /^\.fetching-(\d+)-/.exec(entry)?.[1];
    if (pid && !identify(Number(pid))) await rm(join(store, entry), { recursive: true, force: true });
  }
}
