import { join, relative, resolve } from 'node:path';
import { keepApiKey, settleApiKey } from './api-key.js';
import { startApps } from './apps.js';
import { build } from './build.js';
import { importDemo } from './demo.js';
import { addressOf, refusePortInUse } from './port.js';
import { root } from './paths.js';
import { refuseFolderInUse } from './services/data-folder.js';
import { startServices } from './services/index.js';
import { how } from './services/ready.js';
import { session } from './session.js';
import { createReporter } from './terminal.js';

/** @returns {Promise<number>} the exit code */
export async function main() {
  const report = createReporter();
  const host = process.env.HOST || '127.0.0.1';
  const port = process.env.PORT || '3000';
  const dataDir = resolve(root, process.env.DATA_DIR || '.data');

  await refuseFolderInUse(dataDir);
  await refusePortInUse(host, port);
  report.line(`\n  ${report.bold('Click-To-Call-In')}\n`);

  return session(
    async (keeper) => {
      await build(keeper, report);
      const services = await startServices(keeper, { dataDir, report });
      const kept = await keepApiKey(dataDir);
      const apps = await startApps(keeper, { services, host, port, apiKey: kept.offered, report });
      const url = addressOf(host, port);
      const apiKey = await settleApiKey(kept, url);

      if (services.ownsMongodb) await importDemo({ url, apiKey, report });
      welcome(report, { url, apiKey, keyFile: kept.file, dataDir });
      return firstToEnd(apps, report);
    },
    { onStop: (keeper) => announceStops(keeper, report), stoppedCode: 0 },
  );
}

/**
 * The key is shown on a terminal only: what is not one may be a log that others read.
 *
 * @param {import('./terminal.js').Reporter} report
 * @param {{ url: string, apiKey: string, keyFile: string, dataDir: string }} facts
 */
function welcome({ line, bold, dim, isTerminal }, { url, apiKey, keyFile, dataDir }) {
  const here = (/** @type {string} */ path) => relative(process.cwd(), path) || path;
  line();
  line(`  Address   ${bold(url)}   ${dim(`API ${url}/api/docs`)}`);
  line(`  API key   ${isTerminal ? apiKey : `in ${here(keyFile)}`}`);
  line(`  Data      ${here(dataDir)}   ${dim(`logs ${here(join(dataDir, 'logs'))}`)}`);
  line();
  line(`  ${dim('Ctrl-C stops everything.')}`);
}

/**
 * Waits for as long as every app runs.
 *
 * @param {import('./services/keep.js').Kept[]} apps
 * @param {import('./terminal.js').Reporter} report
 * @returns {Promise<number>}
 */
async function firstToEnd(apps, report) {
  const { kept, end } = await Promise.race(apps.map(async (kept) => ({ kept, end: await kept.exited })));
  report.line();
  report.problem(`${kept.title} ended by itself (${how(end)}). Its last words:\n\n${await kept.lastWords()}`);
  return 1;
}

/**
 * @param {import('./services/keep.js').Keeper} keeper
 * @param {import('./terminal.js').Reporter} report
 */
function announceStops(keeper, report) {
  report.line();
  keeper.onStopping = (title, exited) => void report.step(`${title} stopped`, () => exited);
}
