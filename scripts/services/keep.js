import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PlainError } from '../plain-error.js';
import { lastLines } from '../run.js';

const LOG_ROTATES_AT_BYTES = 20 * 1024 * 1024;

/**
 * @typedef {object} Kept a process under the keeper
 * @property {string} title
 * @property {number} pid
 * @property {Promise<{ code: number | null, signal: string | null }>} exited
 * @property {() => Promise<void>} stop SIGTERM, then SIGKILL after its grace
 * @property {(lines?: number) => Promise<string>} lastWords the end of what it has logged since it was started
 */

/**
 * @typedef {object} KeepOptions
 * @property {string} title how people know it
 * @property {string} command
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {string} [logFile] appended to; without it, output goes where this command's output goes
 * @property {number} [graceMs] from SIGTERM to SIGKILL
 */

/** The command's end of a keeper process: see keeper.js for what it guarantees. */
export class Keeper {
  #process = spawn(process.execPath, [join(import.meta.dirname, 'keeper.js')], {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'json',
  });
  #gone = new Promise((resolve) => this.#process.once('exit', resolve));
  /** @type {Map<string, { pid?: number, on: (message: any) => void }>} */
  #kept = new Map();
  #count = 0;
  /** True from the moment that everything is asked to stop. */
  isEnding = false;

  constructor() {
    this.#process.on('message', (/** @type {any} */ message) => this.#kept.get(message.id)?.on(message));
    this.#process.on('error', () => undefined);
    // The keeper itself was killed: nobody else would end its processes.
    this.#process.once('exit', () => {
      for (const [id, { pid, on }] of this.#kept) {
        if (pid !== undefined) killGroup(pid);
        on({ event: 'exited', id, code: null, signal: 'SIGKILL' });
      }
    });
  }

  get pid() {
    return this.#process.pid;
  }

  /**
   * @param {KeepOptions} options
   * @returns {Promise<Kept>}
   */
  async start({ title, command, args, env = process.env, cwd, logFile, graceMs = 10_000 }) {
    const id = `${++this.#count} ${title}`;
    const logStart = logFile === undefined ? 0 : await prepareLog(logFile);

    return new Promise((resolve, reject) => {
      /** @type {PromiseWithResolvers<Awaited<Kept['exited']>>} */
      const { promise: exited, resolve: ended } = Promise.withResolvers();
      const stop = async () => {
        this.#send({ do: 'stop', id });
        await exited;
      };
      const lastWords = async (lines = 12) =>
        logFile === undefined ? '' : lastLines(await readFrom(logFile, logStart), lines);
      /** @type {{ pid?: number, on: (message: any) => void }} */
      const entry = {
        on: (message) => {
          if (message.event === 'started') {
            entry.pid = message.pid;
            resolve({ title, pid: message.pid, exited, stop, lastWords });
          } else if (message.event === 'failed') {
            this.#kept.delete(id);
            reject(new PlainError(`${title} could not be started: ${message.message}`));
          } else if (message.event === 'stopping') {
            this.onStopping(title, exited);
          } else if (message.event === 'exited') {
            this.#kept.delete(id);
            reject(new PlainError(`${title} could not be started.`)); // without effect once it has started
            ended({ code: message.code, signal: message.signal });
          }
        },
      };
      this.#kept.set(id, entry);
      this.#send({ do: 'start', order: { id, command, args, env, cwd, logFile, graceMs } });
    });
  }

  /**
   * Called as each process is asked to stop, in order; may be replaced.
   *
   * @type {(title: string, exited: Promise<unknown>) => void}
   */
  onStopping = () => undefined;

  /**
   * Has a file or folder removed once everything is stopped, also when this process is killed.
   *
   * @param {string} path
   */
  removeAtEnd(path) {
    this.#send({ do: 'removeAtEnd', path });
  }

  /** SIGKILL for whatever still runs: for an impatient second Ctrl-C. */
  hurry() {
    this.#send({ do: 'hurry' });
  }

  /** Stops everything in reverse order and resolves when the keeper itself is gone. */
  async end() {
    this.isEnding = true;
    this.#send({ do: 'end' });
    await this.#gone;
  }

  /** @param {object} message */
  #send(message) {
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }
}

/** @param {number} pid */
function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/**
 * @param {string} path
 * @returns {Promise<number>} where the new entries will begin, bytes
 */
async function prepareLog(path) {
  if (!existsSync(path)) return 0;
  const { size } = await stat(path);
  if (size < LOG_ROTATES_AT_BYTES) return size;
  await rename(path, `${path}.1`);
  return 0;
}

/**
 * @param {string} path
 * @param {number} from bytes
 */
async function readFrom(path, from) {
  if (!existsSync(path)) return '';
  const bytes = await readFile(path);
  return bytes.subarray(from).toString('utf8');
}
