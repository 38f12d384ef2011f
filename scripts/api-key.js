import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlainError } from './plain-error.js';

/**
 * @typedef {object} KeptKey
 * @property {string} offered what the API gets as BOOTSTRAP_API_KEY; it takes it only on a database's first start
 * @property {string | undefined} stored what an earlier start has kept
 * @property {string} file
 */

/**
 * The administrator's key: the user's own, that of the first start, or a new one, which is kept before anybody uses it.
 *
 * @param {string} dataDir
 * @returns {Promise<KeptKey>}
 */
export async function keepApiKey(dataDir) {
  const file = join(dataDir, 'api-key');
  const stored = (await readFile(file, 'utf8').catch(() => '')).trim() || undefined;
  const offered = process.env.BOOTSTRAP_API_KEY || stored || `ctci_${randomBytes(30).toString('base64url')}`;
  if (offered.length < 32) throw new PlainError('BOOTSTRAP_API_KEY is too short: 32 characters or more.');
  if (!stored) await store(file, offered);
  return { offered, stored, file };
}

/**
 * Finds out which key the API knows, since a database takes its first key only once, and keeps that one.
 *
 * @param {KeptKey} key
 * @param {string} url
 */
export async function settleApiKey({ offered, stored, file }, url) {
  if (!stored || stored === offered) return offered;
  if (!(await isKnown(offered, url)) && (await isKnown(stored, url))) return stored;
  await store(file, offered);
  return offered;
}

/**
 * @param {string} key
 * @param {string} url
 */
async function isKnown(key, url) {
  const answer = await fetch(`${url}/api/v1/groups?limit=1`, { headers: { 'x-api-key': key } });
  await answer.body?.cancel();
  return answer.status !== 401;
}

/**
 * @param {string} file
 * @param {string} key
 */
const store = (file, key) => writeFile(file, `${key}\n`, { mode: 0o600 });
