import { Controller, Get, Header, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';

import { type Readiness } from './health-check.js';
import { HealthProbe } from './health-probe.js';

/** For orchestrators and load balancers: open to all, tells nothing but up or down. */
@Controller('health')
export class HealthController {
  constructor(private readonly probe: HealthProbe) {}

  /** The process runs. What it leans on is no reason to restart it. */
  @Get('live')
  @Header('cache-control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200 for ok and degraded, 503 for unavailable and during a shutdown. */
  @Get('ready')
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.probe.readiness();
    // Set, not thrown: an exception filter would turn the body into a problem document.
    reply.status(readiness.status === 'unavailable' ? 503 : 200);
    return readiness;
  }
}
