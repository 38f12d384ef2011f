import { countWorkers, expiryQueue, importQueue, type Workers } from '@ctci/contracts';
import { InjectQueue } from '@nestjs/bullmq';
import { Controller } from '@nestjs/common';
import { type Queue } from 'bullmq';
import { Route } from '../http/route.decorator.js';

/** Whether anybody works on what is queued. */
@Controller()
export class WorkersController {
  constructor(
    @InjectQueue(importQueue.name) private readonly imports: Queue,
    @InjectQueue(expiryQueue.name) private readonly expiry: Queue,
  ) {}

  @Route(countWorkers)
  async count(): Promise<Workers> {
    const [importWorkers, expiryWorkers] = await Promise.all([workersOf(this.imports), workersOf(this.expiry)]);
    return { importWorkers, expiryWorkers };
  }
}

/** Redis is only transport: that it cannot be asked is an answer, not an error. */
const workersOf = (queue: Queue): Promise<number | null> => queue.getWorkersCount().catch(() => null);
