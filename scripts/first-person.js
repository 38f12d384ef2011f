import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from './demo-api.js';

const EMAIL = 'administrator@localhost';

/**
 * @typedef {object} SignIn
 * @property {string} email
 * @property {string} password
 * @property {string} file where both are kept, for its owner alone
 */

/**
 * The sign-in of the first administrator, made the way anybody's is: by an invitation. The password is kept before
 * anybody uses it, so that a start that is broken off can be made up for.
 *
 * @param {{ dataDir: string, url: string, apiKey: string }} options
 * @returns {Promise<SignIn | undefined>} undefined where others have made people already
 */
export async function keepSignIn({ dataDir, url, apiKey }) {
  const file = join(dataDir, 'sign-in');
  const [, stored] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const api = createClient(url, apiKey);
  const { items } = await api.get('/users?limit=2');
  const invited = items.find((/** @type {any} */ one) => one.email === EMAIL && one.state === 'invited');
  if (items.length > 0 && !invited) return stored ? { email: EMAIL, password: stored, file } : undefined;

  const password = stored || randomBytes(15).toString('base64url');
  await writeFile(file, `${EMAIL}\n${password}\n`, { mode: 0o600 });
  const invitation = { email: EMAIL, name: 'Administrator', role: 'administrator' };
  const { link } = await (invited ? api.post(`/users/${invited.id}/reset`, {}) : api.post('/users', invitation));
  await api.post('/session/welcome', { token: new URL(link).searchParams.get('token'), password });
  return { email: EMAIL, password, file };
}
