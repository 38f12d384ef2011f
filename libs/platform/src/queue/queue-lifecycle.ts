import { once } from 'node:events';

import { WorkerHost } from '@nestjs/bullmq';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Redis } from 'ioredis';

import { BootError } from '../boot/boot-error.js';
import { assertNoEviction } from './assert-no-eviction.js';

export type QueueRole = 'producer' | 'worker';
export const QUEUE_ROLE = Symbol('QUEUE_ROLE');

/** Judges Redis when it is first met, drains the workers when the service stops, and lets go of the connection last. */
@Injectable()
export class QueueLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('Redis');

  constructor(
    private readonly redis: Redis,
    @Inject(QUEUE_ROLE) private readonly role: QueueRole,
    private readonly discovery: DiscoveryService,
  ) {}

  /** A Redis that is away holds up no boot: a worker waits for it, a producer goes on without. */
  async onApplicationBootstrap(): Promise<void> {
    if (await this.answers()) await this.judge();
    else this.judgeWhenBack();
  }

  /** Here, because @nestjs/mongoose closes its connection one hook later. */
  async beforeApplicationShutdown(): Promise<void> {
    const hosts = this.discovery.getProviders().map(({ instance }) => instance as unknown);
    const workers = hosts.filter((host): host is WorkerHost => host instanceof WorkerHost);
    await Promise.all(workers.map(({ worker }) => worker.close()));
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  private async answers(): Promise<boolean> {
    if (this.redis.status === 'ready') return true;
    try {
      await once(this.redis, 'ready', { signal: AbortSignal.timeout(FIRST_ANSWER_MS) });
      return true;
    } catch {
      return false;
    }
  }

  private async judge(): Promise<void> {
    try {
      await assertNoEviction(this.redis);
    } catch (error) {
      if (error instanceof BootError) throw error;
      this.judgeWhenBack();
    }
  }

  private judgeWhenBack(): void {
    this.redis.once('ready', () => {
      this.judge().catch((error: unknown) => {
        this.logger.error((error as BootError).message);
        // A worker was still waiting for its first job. A producer serves people who need no Redis: it goes on.
        if (this.role === 'worker') {
          process.exitCode = 1;
          process.kill(process.pid, 'SIGTERM');
        }
      });
    });
  }
}

const FIRST_ANSWER_MS = 1_000;
