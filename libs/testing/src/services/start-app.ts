import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { keeper, root, type Kept } from './keeper.js';

export type AppName = 'api' | 'import-worker' | 'expiry-worker';

/** A running app, as a process of its own. */
export interface StartedApp {
  /** Where it answers HTTP: the API itself, a worker's health. */
  url: string;
  pid: number;
  /** Signals the app; after SIGKILL resolves once it is gone. */
  kill: (signal: NodeJS.Signals) => Promise<void>;
  /** Asks it to end and waits until it has. */
  stop: () => Promise<void>;
  /** Everything it has printed so far. */
  logs: () => Promise<string>;
}

const READY_WITHIN_MS = 60_000;

// Jest's own options are not for the app.
const DEFAULTS = { NODE_OPTIONS: undefined, REDIS_URL: process.env.TEST_REDIS_URL };

/**
 * Starts a built app on a free port and waits until it says that it is ready. It dies with the jest process.
 *
 * @param env what it needs beyond a port, unless it must be a certain one, and the tests' Redis: MONGODB_URI, QUEUE_PREFIX and the like
 * @throws Error with its log when it ends first or is not ready within a minute
 */
export async function startApp(name: AppName, env: Record<string, string>): Promise<StartedApp> {
  const port = Number(env.PORT ?? (await freePort()));
  const dir = mkdtempSync(join(tmpdir(), 'ctci-app-'));
  const logFile = join(dir, `${name}.log`);
  keeper.removeAtEnd(dir);

  const kept = await keeper.start({
    command: process.execPath,
    args: ['--enable-source-maps', join(root, 'apps', name, 'dist', 'main.js')],
    env: { ...process.env, ...DEFAULTS, DATA_DIR: dir, ...portOf(name, port), ...env },
    logFile,
    graceMs: 15_000,
  });
  const url = `http://127.0.0.1:${port}`;
  const logs = () => readFile(logFile, 'utf8').catch(() => '');
  await untilReady(kept, url).catch(async (error: unknown) => {
    await kept.stop();
    throw new Error(`${name} ${String(error)}\n${await logs()}`);
  });

  const kill = async (signal: NodeJS.Signals) => {
    process.kill(kept.pid, signal);
    if (signal === 'SIGKILL') await kept.exited();
  };
  return { url, pid: kept.pid, kill, stop: kept.stop, logs };
}

function portOf(name: AppName, port: number): Record<string, string> {
  return name === 'api' ? { HOST: '127.0.0.1', PORT: String(port) } : { HEALTH_PORT: String(port) };
}

async function untilReady(kept: Kept, url: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if (kept.hasExited()) throw new Error('ended before it was ready');
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
    await sleep(50);
  }
  throw new Error(`was not ready within ${READY_WITHIN_MS / 1000} s`);
}
