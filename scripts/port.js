import { createServer } from 'node:net';
import { PlainError } from './plain-error.js';

/**
 * @param {string} host
 * @param {string} port
 * @throws {PlainError} one line that says what to do
 */
export async function refusePortInUse(host, port) {
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    throw new PlainError(`PORT=${port} is not a port: use a number from 1 to 65535.`);
  }
  const server = createServer();
  try {
    await new Promise((resolve, reject) => {
      server.once('error', reject).listen({ host, port: Number(port), exclusive: true }, () => resolve(undefined));
    });
  } catch (error) {
    throw new PlainError(explain(/** @type {NodeJS.ErrnoException} */ (error), host, port));
  }
  await new Promise((resolve) => server.close(resolve));
}

/**
 * @param {NodeJS.ErrnoException} error
 * @param {string} host
 * @param {string} port
 */
function explain({ code, message }, host, port) {
  if (code === 'EADDRINUSE') return `Port ${port} is in use; choose another: PORT=${Number(port) + 1} npm start`;
  if (code === 'EACCES') return `Port ${port} may not be used without more rights; try: PORT=3000 npm start`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `HOST=${host} is not an address of this machine.`;
  return `Port ${port} cannot be used: ${message}`;
}

/**
 * Where this machine reaches a server that listens on `host`.
 *
 * @param {string} host
 * @param {string} port
 */
export function addressOf(host, port) {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
