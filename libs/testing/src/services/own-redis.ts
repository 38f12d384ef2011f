import { Redis } from '@ctci/platform';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findService } from './find-service.js';
import { freePort } from './free-port.js';
import { keeper, type Kept } from './keeper.js';

const READY_WITHIN_MS = 60_000;

/** A Redis of a test's own, set up as in production (AOF, no eviction), which may be lost and comes back at its port. */
export class OwnRedis {
  private kept: Kept | undefined;

  private constructor(
    private readonly binary: string,
    private readonly port: number,
    private readonly dir: string,
  ) {}

  /** It dies with the process that has started it. */
  static async start(): Promise<OwnRedis> {
    const [binary, port] = await Promise.all([findService('redis'), freePort()]);
    const dir = mkdtempSync(join(tmpdir(), 'ctci-redis-'));
    keeper.removeAtEnd(dir);
    const redis = new OwnRedis(binary, port, dir);
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Brings it back with what its file holds; resolves once it answers. */
  async start(): Promise<void> {
    this.kept = await keeper.start({
      command: this.binary,
      args: [
        ...['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.dir],
        ...['--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'noeviction'],
      ],
      env: process.env,
      logFile: join(this.dir, 'redis.log'),
      graceMs: 10_000,
    });
    await this.answers();
  }

  /** `kill -9`: it loses what it has not written to its file yet. */
  async kill(): Promise<void> {
    const { kept } = this;
    if (!kept) return;
    process.kill(kept.pid, 'SIGKILL');
    await kept.exited();
  }

  /** In order, as an operator does. */
  async stop(): Promise<void> {
    await this.kept?.stop();
  }

  /** Takes its file away, so that it comes back with nothing. For when it does not run. */
  async forget(): Promise<void> {
    await Promise.all(['appendonly.aof', 'appendonlydir'].map((name) => rm(join(this.dir, name), ALL)));
  }

  async flush(): Promise<void> {
    await this.ask((redis) => redis.flushall());
  }

  private async answers(): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MS;
    for (;;) {
      const isThere = await this.ask((redis) => redis.ping()).catch((error: unknown) => error as Error);
      if (isThere === 'PONG') return;
      if (performance.now() > deadline || this.kept?.hasExited()) throw new Error(`Redis: ${String(isThere)}`);
      await sleep(20);
    }
  }

  private async ask(question: (redis: Redis) => Promise<string>): Promise<string> {
    const redis = new Redis(this.url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
    redis.on('error', () => undefined); // it rejects the question, too
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }
}

const ALL = { recursive: true, force: true };
