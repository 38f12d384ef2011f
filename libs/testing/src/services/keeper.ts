import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** The repository's root; jest may run in any project's folder. */
export const root = join(import.meta.dirname, '..', '..', '..', '..');

export interface Order {
  command: string;
  args: string[];
  env: Record<string, string | undefined>;
  logFile: string;
  graceMs: number;
}

export interface Kept {
  pid: number;
  hasExited: () => boolean;
  exited: () => Promise<void>;
  /** SIGTERM, then SIGKILL after the grace. */
  stop: () => Promise<void>;
}

interface Told {
  id: string;
  event: 'started' | 'failed' | 'stopping' | 'exited';
  pid?: number;
  message?: string;
}

/** The test's end of scripts/services/keeper.js: what is started under it dies with the jest process, even by SIGKILL. */
class Keeper {
  readonly #listeners = new Map<string, (told: Told) => void>();
  #process: ChildProcess | undefined;
  #count = 0;
  #waiting = 0;

  removeAtEnd(path: string): void {
    this.#send({ do: 'removeAtEnd', path });
  }

  start(order: Order): Promise<Kept> {
    const id = String(++this.#count);
    let hasExited = false;
    const exit = Promise.withResolvers<undefined>();
    const started = Promise.withResolvers<Kept>();
    const exited = () => this.#awaited(exit.promise);
    const stop = () => {
      this.#send({ do: 'stop', id });
      return exited();
    };
    this.#listeners.set(id, ({ event, pid, message }) => {
      if (event === 'started' && pid) started.resolve({ pid, hasExited: () => hasExited, exited, stop });
      if (event === 'failed') started.reject(new Error(message));
      if (event === 'exited') {
        hasExited = true;
        exit.resolve(undefined);
      }
    });
    this.#send({ do: 'start', order: { id, cwd: root, ...order } });
    return this.#awaited(started.promise);
  }

  /** Keeps this process alive while somebody waits for the keeper's word, and only then. */
  async #awaited<T>(word: Promise<T>): Promise<T> {
    this.#waiting++;
    this.#process?.channel?.ref();
    try {
      return await word;
    } finally {
      if (--this.#waiting === 0) this.#process?.channel?.unref();
    }
  }

  #send(message: object): void {
    this.#process ??= this.#spawn();
    this.#process.send(message);
  }

  #spawn(): ChildProcess {
    const child = spawn(process.execPath, [join(root, 'scripts', 'services', 'keeper.js')], {
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, NODE_OPTIONS: undefined },
    });
    child.on('message', (told: Told) => this.#listeners.get(told.id)?.(told));
    // It must not keep jest from ending; when jest ends, it stops what it keeps.
    child.unref();
    child.channel?.unref();
    return child;
  }
}

export const keeper = new Keeper();
