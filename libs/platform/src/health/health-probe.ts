import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';

import { type HealthCheck, type Readiness, readinessOf } from './health-check.js';

export const HEALTH_CHECKS = Symbol('HEALTH_CHECKS');

/** Whether this process should be sent work. */
@Injectable()
export class HealthProbe implements OnModuleDestroy {
  private isStopping = false;
  private running: Promise<Readiness> | undefined;

  constructor(@Inject(HEALTH_CHECKS) private readonly checks: readonly HealthCheck[]) {}

  /** As it is now: nothing is kept. Whoever asks meanwhile shares the answer, so asking often costs no more. */
  async readiness(): Promise<Readiness> {
    this.running ??= readinessOf(this.checks).finally(() => {
      this.running = undefined;
    });
    const readiness = await this.running;
    return this.isStopping ? { ...readiness, status: 'unavailable' } : readiness;
  }

  /** The first hook of a shutdown, before workers drain and the server closes. */
  onModuleDestroy(): void {
    this.isStopping = true;
  }
}
