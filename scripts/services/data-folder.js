import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlainError } from '../plain-error.js';
import { identify } from './process-identity.js';

const KEEPER_MAY_TAKE_MS = 40_000;

/** @typedef {{ command: string, keeper?: string }} Holder who uses the folder, by process identity */

/** @param {string} dataDir */
export const lockFile = (dataDir) => join(dataDir, 'in-use.json');

/**
 * Refuses a folder that another command uses at this moment. What a crash left behind does not count, and a keeper
 * that is still stopping the processes of a killed command is waited for.
 *
 * @param {string} dataDir
 * @throws {PlainError}
 */
export async function refuseFolderInUse(dataDir) {
  const deadline = Date.now() + KEEPER_MAY_TAKE_MS;
  for (;;) {
    const holder = await readHolder(dataDir);
    if (!holder) return;
    const stopping = !isAlive(holder.command);
    if (stopping && !isAlive(holder.keeper)) return;
    if (!stopping || Date.now() > deadline) {
      throw new PlainError(
        `The data folder ${dataDir} is in use by process ${parseInt(holder.command)}: it seems to be running already.\n` +
          'Stop that one, or give this one its own folder: DATA_DIR=.data2 PORT=3001 npm start',
      );
    }
    await sleep(200);
  }
}

/**
 * Marks the folder as used by this process and its keeper.
 *
 * @param {string} dataDir
 * @param {number | undefined} keeperPid
 * @returns {Promise<string>} the mark, to be removed at the end
 */
export async function claimFolder(dataDir, keeperPid) {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await refuseFolderInUse(dataDir);

  const mark = lockFile(dataDir);
  const mine = `${mark}.${process.pid}`;
  const holder = { command: identify(process.pid), keeper: keeperPid && identify(keeperPid) };
  await writeFile(mine, JSON.stringify(holder));
  try {
    await discardStale(dataDir, `${mine}.old`);
    await link(mine, mark); // fails where another command was faster; a plain write would not
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    await refuseFolderInUse(dataDir);
    throw new PlainError(`The data folder ${dataDir} was taken by another command just now.`);
  } finally {
    await rm(mine, { force: true });
  }
  return mark;
}

/**
 * @param {string} dataDir
 * @param {string} aside
 */
async function discardStale(dataDir, aside) {
  const seen = await readText(lockFile(dataDir));
  if (seen === undefined) return;
  await rename(lockFile(dataDir), aside);
  // Another command may have claimed the folder between the look and the rename: then give its mark back.
  if ((await readText(aside)) !== seen) await link(aside, lockFile(dataDir)).catch(() => undefined);
  await rm(aside, { force: true });
}

/**
 * @param {string} dataDir
 * @returns {Promise<Holder | undefined>}
 */
async function readHolder(dataDir) {
  try {
    return JSON.parse((await readText(lockFile(dataDir))) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} path */
const readText = (path) => readFile(path, 'utf8').catch(() => undefined);

/** @param {string | undefined} identity */
const isAlive = (identity) => identity !== undefined && identify(parseInt(identity)) === identity;
