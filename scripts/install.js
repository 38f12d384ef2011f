import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './paths.js';
import { PlainError } from './plain-error.js';
import { run } from './run.js';

const stamp = join(root, 'node_modules', '.ctci-install');

/**
 * Installs exactly what package-lock.json names, unless that is what node_modules already holds. Judged by content,
 * because a clone or a checkout gives files new times.
 *
 * @param {(line: string) => void} say
 * @throws {PlainError} with npm's own last lines, for instance when there is no network
 */
export async function ensureInstalled(say = console.log) {
  const lock = await readFile(join(root, 'package-lock.json'), 'utf8');
  const wanted = createHash('sha256').update(`${process.platform} ${process.arch} ${lock}`).digest('hex');
  if ((await readIfThere(stamp)) === wanted) return;

  if (!(await holdsAllOf(lock))) {
    say('Installing packages …');
    await install();
  }
  await writeFile(stamp, wanted);
}

/**
 * True after an `npm install` by hand: npm's own record of node_modules then names every package of the lock file.
 *
 * @param {string} lock
 */
async function holdsAllOf(lock) {
  const record = await readIfThere(join(root, 'node_modules', '.package-lock.json'));
  if (record === undefined) return false;
  const installed = JSON.parse(record).packages;
  return Object.entries(JSON.parse(lock).packages).every(([path, { version, optional }]) => {
    if (path === '' || optional) return true;
    return installed[path]?.version === version && existsSync(join(root, path));
  });
}

async function install() {
  // Told that there is no network, npm fails within seconds instead of minutes, or makes do with its cache.
  const outage = await findOutage();
  const network = outage ? ['--offline'] : [];
  const options = ['--no-audit', '--no-fund', '--include=dev', '--include=optional', '--loglevel=error'];
  const { code, output } = await npm(['ci', ...options, ...network]);
  if (code === 0) return;
  const why = outage ? `the package registry cannot be reached (${outage})` : 'npm says';
  throw new PlainError(`The packages could not be installed: ${why}:\n\n${essence(output)}`);
}

async function findOutage() {
  const { code, output } = await npm([
    'ping',
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=500',
    '--fetch-timeout=15000',
  ]);
  if (code === 0) return undefined;
  return /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH/.exec(output)?.[0];
}

/** @param {string[]} args */
function npm(args) {
  const script = process.env.npm_execpath;
  return script ? run(process.execPath, [script, ...args], { cwd: root }) : run('npm', args, { cwd: root });
}

/**
 * What npm says first is the reason; its usage follows, at length.
 *
 * @param {string} output
 */
function essence(output) {
  const said = output.split('\n').map((line) => line.replace(/^npm error ?/, ''));
  const reason = said.filter((line) => line.trim() !== '' && !/^npm warn|^A complete log/.test(line)).slice(0, 8);
  return reason.map((line) => `  ${line}`).join('\n');
}

/** @param {string} path */
async function readIfThere(path) {
  return existsSync(path) ? readFile(path, 'utf8') : undefined;
}

if (import.meta.filename === process.argv[1]) {
  await ensureInstalled().catch((error) => {
    console.error(error instanceof PlainError ? error.message : error);
    process.exitCode = 1;
  });
}
