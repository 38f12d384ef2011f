import { type Redis } from 'ioredis';

import { BootError } from '../boot/boot-error.js';

/**
 * A Redis that evicts would drop jobs when memory runs short. What does not tell its policy is taken as it is.
 *
 * @throws {BootError} if it evicts; whatever the connection throws if it fails meanwhile
 */
export async function assertNoEviction(redis: Redis): Promise<void> {
  const policy = /^maxmemory_policy:(.*?)\r?$/m.exec(await redis.info('memory'))?.[1];
  if (policy === undefined || policy === 'noeviction') return;

  throw new BootError(
    `REDIS_URL: this Redis may evict jobs (its maxmemory-policy is ${policy}): set maxmemory-policy noeviction`,
  );
}
