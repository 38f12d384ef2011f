import { mkdir } from 'node:fs/promises';
import { PlainError } from '../plain-error.js';
import { knock, onFreePort, untilReady } from './ready.js';

/**
 * Starts Redis as BullMQ wants it: nothing is ever evicted, and what was queued survives a restart.
 *
 * @param {import('./keep.js').Keeper} keeper
 * @param {{ binary: string, dir: string, logFile: string }} options
 * @returns {Promise<{ uri: string, kept: import('./keep.js').Kept }>}
 */
export async function startRedis(keeper, { binary, dir, logFile }) {
  await mkdir(dir, { recursive: true });
  return onFreePort(async (port) => {
    const args = [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir],
      ...['--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'noeviction'],
    ];
    const kept = await keeper.start({ title: 'Redis', command: binary, args, logFile });
    const answers = async () => (await knock({ host: '127.0.0.1', port, line: 'PING' })).startsWith('+PONG');
    await untilReady(kept, answers);
    return { uri: `redis://127.0.0.1:${port}`, kept };
  });
}

/**
 * @param {string} url
 * @throws {PlainError} when nothing listens there
 */
export async function probeRedis(url) {
  try {
    const { hostname, port } = new URL(url);
    await knock({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379), timeoutMs: 5000 });
  } catch (error) {
    throw new PlainError(`REDIS_URL is set, but that Redis cannot be used: ${/** @type {Error} */ (error).message}`);
  }
}
