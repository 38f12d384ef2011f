import { join } from 'node:path';
import { root } from './paths.js';
import { addressOf } from './port.js';
import { freePort, untilReady } from './services/ready.js';

/** @typedef {import('./services/keep.js').Kept} Kept */

/**
 * Starts the workers, then the API, each as a process of its own that logs to a file, and waits until all are ready.
 * The API is the last to start, hence the first to stop.
 *
 * @param {import('./services/keep.js').Keeper} keeper
 * @param {{ services: import('./services/index.js').Services, host: string, port: string, apiKey: string,
 *   report: import('./terminal.js').Reporter }} options
 * @returns {Promise<Kept[]>}
 */
export async function startApps(keeper, { services, host, port, apiKey, report }) {
  const shared = { NODE_ENV: 'production', ...process.env, ...services.env, DATA_DIR: services.dir };

  /** @param {string} name @param {NodeJS.ProcessEnv} env */
  const start = (name, env) =>
    keeper.start({
      title: name,
      command: process.execPath,
      args: ['--enable-source-maps', join(root, 'apps', name, 'dist', 'main.js')],
      env: { ...shared, ...env },
      cwd: root,
      logFile: join(services.dir, 'logs', `${name}.log`),
      graceMs: 30_000, // a service gives itself 25 s
    });
  /** @param {string} name */
  const startWorker = async (name) => {
    const healthPort = String(await freePort());
    const env = { NODE_OPTIONS: WORKER_HEAP, HEALTH_PORT: healthPort, PORT: undefined, BOOTSTRAP_API_KEY: undefined };
    return { kept: await start(name, env), url: `http://127.0.0.1:${healthPort}` };
  };

  return report.step('Apps', async (tell) => {
    const started = [
      await startWorker('expiry-worker'),
      await startWorker('import-worker'),
      {
        kept: await start('api', { HOST: host, PORT: port, BOOTSTRAP_API_KEY: apiKey, HEALTH_PORT: undefined }),
        url: addressOf(host, port),
      },
    ];
    const titles = started.map(({ kept }) => kept.title).reverse();
    tell(`${titles.join(', ')} …`);
    await Promise.all(started.map(({ kept, url }) => untilReady(kept, () => isReady(url))));
    tell(`${titles.join(', ')} ready`);
    return started.map(({ kept }) => kept);
  });
}

// On a machine with much memory Node would let the garbage of many imports pile up.
const WORKER_HEAP = '--max-semi-space-size=8 --max-old-space-size=1024';

/** @param {string} url */
async function isReady(url) {
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2000) });
  await answer.body?.cancel();
  return answer.status === 200;
}
