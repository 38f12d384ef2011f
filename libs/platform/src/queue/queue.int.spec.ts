import 'reflect-metadata';

import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BullModule, getQueueToken, Processor, WorkerHost } from '@nestjs/bullmq';
import { type INestApplicationContext, Injectable, Module } from '@nestjs/common';
import { type Job, type Queue } from 'bullmq';
import { Redis } from 'ioredis';

import { BootError } from '../boot/boot-error.js';
import { createService } from '../boot/run-service.js';
import { assertNoEviction } from './assert-no-eviction.js';
import { logOutage } from './log-outage.js';
import { QueueModule, type QueueOptions } from './queue.module.js';

const redisUrl = process.env.TEST_REDIS_URL;
if (redisUrl === undefined) throw new Error('TEST_REDIS_URL is not set: run npm test');

/** Stands before Redis and can go away and come back, on the same port. */
class Door {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private port = 0;
  /** Lets nothing through, but keeps the connections: a Redis that hangs. */
  isStuck = false;

  constructor(private readonly target: URL) {}

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    const server = createServer((client) => {
      const redis = connect(Number(this.target.port), this.target.hostname);
      for (const [from, to] of [
        [client, redis],
        [redis, client],
      ] as const) {
        this.sockets.add(from);
        from.on('data', (data) => !this.isStuck && to.write(data));
        from.on('error', () => undefined);
        from.on('close', () => to.destroy());
      }
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  async close(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    this.sockets.forEach((socket) => socket.destroy());
    this.sockets.clear();
    await closed;
  }
}

const QUEUE = 'platform-test';

@Injectable()
class Slow {
  readonly done: string[] = [];
  readonly ms = 400;
}

// BullMQ's timer for stalled jobs outlives a worker that stopped without Redis.
@Processor(QUEUE, { stalledInterval: 1_000 })
class SlowProcessor extends WorkerHost {
  constructor(private readonly slow: Slow) {
    super();
  }

  async process(job: Job): Promise<void> {
    await sleep(this.slow.ms);
    this.slow.done.push(job.name);
  }
}

@Module({})
class Root {}

const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent' } as const;

describe('queues on a real Redis', () => {
  let door: Door;
  let app: INestApplicationContext | undefined;
  const prefix = `platform-test-${process.pid}`;

  async function start(role: QueueOptions['role'], providers: (typeof SlowProcessor)[] = []): Promise<Queue> {
    const imports = [
      QueueModule.forRoot({ redisUrl: door.url, prefix, role }),
      BullModule.registerQueue({ name: QUEUE }),
    ];
    const service = { name: 'test', config: () => config, port: 'PORT' } as const;
    const root = { module: Root, imports, providers: [Slow, ...providers] };
    app = await createService({ ...service, module: () => root }, config);
    await app.init();
    return app.get<Queue>(getQueueToken(QUEUE));
  }

  async function timeToFail(attempt: () => Promise<unknown>): Promise<number> {
    const from = performance.now();
    await expect(attempt()).rejects.toThrow();
    return performance.now() - from;
  }

  const isReady = (redis: Redis) =>
    redis.status === 'ready' ? Promise.resolve() : new Promise<void>((resolve) => redis.once('ready', resolve));

  beforeAll(async () => {
    door = new Door(new URL(redisUrl));
    await door.open();
  });

  afterEach(async () => {
    door.isStuck = false;
    await app?.close();
    app = undefined;
    await door.close();
    await door.open();
    await cleanUp();
  });

  afterAll(() => door.close());

  async function cleanUp(): Promise<void> {
    const redis = new Redis(redisUrl!);
    const keys = await redis.keys(`${prefix}:*`);
    if (keys.length > 0) await redis.del(keys);
    redis.disconnect();
  }

  describe('a producer', () => {
    it('starts without Redis, refuses jobs at once, and takes them when Redis is there', async () => {
      await door.close();
      const from = performance.now();
      const queue = await start('producer');
      expect(performance.now() - from).toBeLessThan(5_000);
      expect(await timeToFail(() => queue.add('a', {}))).toBeLessThan(500);

      await door.open();
      await isReady(app!.get(Redis));
      await expect(queue.add('a', {})).resolves.toMatchObject({ name: 'a' });
    });

    it('refuses jobs at once when Redis goes away later, and comes back', async () => {
      const queue = await start('producer');
      await queue.add('a', {});

      await door.close();
      expect(await timeToFail(() => queue.add('b', {}))).toBeLessThan(3_000);
      expect(await timeToFail(() => queue.add('b', {}))).toBeLessThan(500);

      await door.open();
      await isReady(app!.get(Redis));
      await expect(queue.add('c', {})).resolves.toMatchObject({ name: 'c' });
    });

    it('gives a hanging Redis a second', async () => {
      const queue = await start('producer');
      await queue.add('a', {});

      door.isStuck = true;
      expect(await timeToFail(() => queue.add('b', {}))).toBeLessThan(3_000);
    });
  });

  describe('a worker', () => {
    const doneBy = (context: INestApplicationContext) => context.get(Slow).done;

    it('waits for Redis, then works', async () => {
      await door.close();
      const queue = await start('worker', [SlowProcessor]);
      const added = queue.add('late', {});
      await sleep(300);

      await door.open();
      await added;
      for (let left = 100; left > 0 && !doneBy(app!).includes('late'); left--) await sleep(50);
      expect(doneBy(app!)).toContain('late');
    });

    it('finishes the running job before it stops', async () => {
      const queue = await start('worker', [SlowProcessor]);
      const done = doneBy(app!);
      await queue.add('running', {});
      for (let left = 100; left > 0 && (await queue.getActiveCount()) === 0; left--) await sleep(20);

      await app!.close();
      app = undefined;
      expect(done).toContain('running');
    });

    it('stops in order while Redis is away', async () => {
      await start('worker', [SlowProcessor]);
      await sleep(200);
      await door.close();
      await sleep(50);

      const from = performance.now();
      await app!.close();
      app = undefined;
      expect(performance.now() - from).toBeLessThan(5_000);
    });

    it('finishes the running job when Redis goes away before or while it stops', async () => {
      for (const goesAway of ['before', 'while']) {
        const queue = await start('worker', [SlowProcessor]);
        const done = doneBy(app!);
        await queue.add('running', {});
        for (let left = 100; left > 0 && (await queue.getActiveCount()) === 0; left--) await sleep(20);

        if (goesAway === 'before') await door.close();
        const stopped = app!.close();
        if (goesAway === 'while') await door.close();
        const from = performance.now();
        await stopped;
        app = undefined;
        expect(done).toContain('running');
        expect(performance.now() - from).toBeLessThan(5_000);
        await door.open();
        await cleanUp();
      }
    });
  });

  it('tells of an outage once, and of its end', async () => {
    const lines: string[] = [];
    const note = (line: string) => lines.push(line);
    await door.close();
    const redis = new Redis(door.url, { retryStrategy: () => 20 });
    logOutage(redis, { error: note, log: note });
    await sleep(300);
    await door.open();
    await isReady(redis);
    redis.disconnect();

    expect(lines).toEqual([
      expect.stringMatching(/^Redis is away, .*ECONNREFUSED/),
      expect.stringMatching(/^Redis is back after 1 s$/),
    ]);
  });

  it('refuses a Redis that evicts', async () => {
    const redis = new Redis(redisUrl);
    await expect(assertNoEviction(redis)).resolves.toBeUndefined();
    redis.disconnect();

    const evicting = { info: () => Promise.resolve('# Memory\r\nmaxmemory_policy:allkeys-lru\r\n') };
    await expect(assertNoEviction(evicting as unknown as Redis)).rejects.toThrow(BootError);
  });
});
