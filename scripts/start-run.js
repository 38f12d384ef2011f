import { join, relative, resolve } from 'node:path';
import { inspect } from 'node:util';
import { keepApiKey, settleApiKey } from './api-key.js';
import { startApps } from './apps.js';
import { build } from './build.js';
import { importDemo } from './demo.js';
import { showCallIns } from './demo-call-ins.js';
import { keepSignIn } from './first-person.js';
import { addressOf, refusePortInUse } from './port.js';
import { root } from './paths.js';
import { PlainError } from './plain-error.js';
import { refuseFolderInUse } from './services/data-folder.js';
import { startServices } from './services/index.js';
import { how } from './services/ready.js';
import { session } from './session.js';
import { createReporter } from './terminal.js';

/** @typedef {import('./terminal.js').Reporter} Reporter */
/** @typedef {import('./services/keep.js').Keeper} Keeper */

/** @returns {Promise<number>} the exit code */
export async function main() {
  const report = createReporter();
  const host = process.env.HOST || '127.0.0.1';
  const port = process.env.PORT || '3000';
  const dataDir = resolve(root, process.env.DATA_DIR || '.data');

  await refuseFolderInUse(dataDir);
  await refusePortInUse(host, port);
  report.line(`\n  ${report.bold('Click-To-Call-In')}\n`);

  return session((keeper) => run(keeper, { report, host, port, dataDir }), {
    onStop: (keeper) => announceStops(keeper, report),
    stoppedCode: 0,
  });
}

/**
 * @param {Keeper} keeper
 * @param {{ report: Reporter, host: string, port: string, dataDir: string }} options
 * @returns {Promise<number>} the exit code, once something has ended that should not
 */
async function run(keeper, { report, host, port, dataDir }) {
  try {
    await build(keeper, report);
    const services = await startServices(keeper, { dataDir, report });
    const key = await keepApiKey(dataDir);
    const apps = await startApps(keeper, { services, host, port, apiKey: key.offered, report });
    const url = addressOf(host, port);
    const apiKey = await settleApiKey(key, url);
    const signIn = await keepSignIn({ dataDir, url, apiKey });

    if (services.ownsMongodb) {
      await importDemo({ url, apiKey, report });
      await showCallIns({ url, apiKey, report });
    }
    welcome(report, { url, apiKey, keyFile: key.file, signIn, dataDir });
    throw await firstToEnd([...services.kept, ...apps]);
  } catch (error) {
    report.line(`\n${error instanceof PlainError ? error.message : inspect(error)}`);
    return 1;
  }
}

/**
 * Key and password are shown on a terminal only: what is not one may be a log that others read.
 *
 * @param {Reporter} report
 * @param {{ url: string, apiKey: string, keyFile: string, signIn: import('./first-person.js').SignIn | undefined,
 *   dataDir: string }} facts
 */
function welcome({ line, bold, dim, isTerminal }, { url, apiKey, keyFile, signIn, dataDir }) {
  const here = (/** @type {string} */ path) => relative(process.cwd(), path) || path;
  line();
  line(`  Address   ${bold(url)}   ${dim(`docs ${url}/api/docs`)}`);
  if (signIn) {
    const { email, password, file } = signIn;
    line(`  Sign in   ${email}   ${isTerminal ? `password ${password}` : `password in ${here(file)}`}`);
  }
  line(`  API key   ${isTerminal ? apiKey : `in ${here(keyFile)}`}`);
  line(`  Data      ${here(dataDir)}   ${dim(`logs ${here(join(dataDir, 'logs'))}`)}`);
  line();
  line(`  ${dim('Ctrl-C stops everything.')}`);
}

/**
 * Waits for as long as everything runs.
 *
 * @param {import('./services/keep.js').Kept[]} all
 * @returns {Promise<PlainError>} which one ended, and its last words
 */
async function firstToEnd(all) {
  const { kept, end } = await Promise.race(all.map(async (kept) => ({ kept, end: await kept.exited })));
  return new PlainError(`${kept.title} ended by itself (${how(end)}). Its last words:\n\n${await kept.lastWords()}`);
}

/**
 * @param {Keeper} keeper
 * @param {Reporter} report
 */
function announceStops(keeper, report) {
  report.mute();
  const farewell = createReporter();
  farewell.line();
  keeper.onStopping = (title, exited) => void farewell.step(`${title} stopped`, () => exited);
}
