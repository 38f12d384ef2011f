import { type Redis } from 'ioredis';

import { type HealthCheck } from './health-check.js';

/** PING over the connection that the app works with. */
export function redisCheck(redis: Redis, { required }: Pick<HealthCheck, 'required'>): HealthCheck {
  return {
    name: 'redis',
    required,
    async check() {
      // A worker's connection would keep the PING until Redis is back.
      if (redis.status !== 'ready') throw new Error(`Redis is ${redis.status}`);
      await redis.ping();
    },
  };
}
