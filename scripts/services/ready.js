import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlainError } from '../plain-error.js';

/** @typedef {import('./keep.js').Kept} Kept */

/** A process that ended, or never answered, before it was ready. */
export class NotReady extends PlainError {
  /**
   * @param {string} message
   * @param {string} lastWords
   */
  constructor(message, lastWords) {
    super(lastWords ? `${message} Its last words:\n\n${lastWords}` : message);
    this.portWasTaken = /address already in use/i.test(lastWords);
  }
}

/**
 * Waits until `probe` says yes; a probe that throws means "not yet".
 *
 * @param {Kept} kept
 * @param {() => Promise<boolean>} probe
 * @param {number} [timeoutMs]
 * @throws {NotReady} when the process ends first, or time is up
 */
export async function untilReady(kept, probe, timeoutMs = 60_000) {
  /** @type {{ code: number | null, signal: string | null } | undefined} */
  let ended;
  void kept.exited.then((how) => (ended = how));

  let reason = '';
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (ended) throw new NotReady(`${kept.title} stopped at once (${how(ended)}).`, await kept.lastWords());
    const isReady = await probe().catch((error) => {
      reason = ` (${error.message})`;
      return false;
    });
    if (isReady) return;
    await sleep(50);
  }
  throw new NotReady(`${kept.title} was not ready within ${timeoutMs / 1000} s${reason}.`, await kept.lastWords());
}

/** @param {{ code: number | null, signal: string | null }} end */
export const how = ({ code, signal }) => (signal ? `by ${signal}` : `exit code ${code}`);

/** A port on the loopback that nobody uses at this moment. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts something on a free port; tries another where someone else was faster.
 *
 * @template T
 * @param {(port: number) => Promise<T>} start
 * @returns {Promise<T>}
 */
export async function onFreePort(start, attempts = 4) {
  try {
    return await start(await freePort());
  } catch (error) {
    if (attempts > 1 && error instanceof NotReady && error.portWasTaken) return onFreePort(start, attempts - 1);
    throw error;
  }
}

/**
 * Sends a line to a TCP port, or nothing, and answers the first thing that comes back (without a line: '' on connecting).
 *
 * @param {{ host: string, port: number, line?: string, timeoutMs?: number }} target
 * @returns {Promise<string>}
 */
export function knock({ host, port, line, timeoutMs = 2000 }) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const finish = (/** @type {() => void} */ settle) => {
      socket.destroy();
      settle();
    };
    socket.setTimeout(timeoutMs, () => finish(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`))));
    socket.on('error', (error) => finish(() => reject(error)));
    socket.on('connect', () => (line === undefined ? finish(() => resolve('')) : socket.write(`${line}\r\n`)));
    socket.on('data', (data) => finish(() => resolve(data.toString('utf8'))));
  });
}
