import { Redis, type RedisOptions } from 'ioredis';

import { logOutage } from './log-outage.js';

/**
 * For who must answer somebody: a command fails at once while Redis is away, within {@link COMMAND_TIMEOUT_MS} if Redis
 * hangs. Give a Queue {@link failFastQueueOptions} too, else BullMQ waits for the first connection. Comes back by itself.
 */
export function producerConnection(redisUrl: string): Redis {
  return connect(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: COMMAND_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // A peer that vanished without closing: give the connection up, or every command would wait its full timeout.
    socketTimeout: 5 * COMMAND_TIMEOUT_MS,
  });
}

/** For who has nothing to do without Redis: commands wait until it is back. What BullMQ's workers and listeners need. */
export function workerConnection(redisUrl: string): Redis {
  return connect(redisUrl, { maxRetriesPerRequest: null });
}

/**
 * Sends without waiting for a connection. The version check would be the first command, and its failure final for the
 * queue, so it is left out; the queue's metadata is written by whoever works on it.
 */
export const failFastQueueOptions = {
  skipWaitingForReady: true,
  skipVersionCheck: true,
  skipMetasUpdate: true,
} as const;

export const COMMAND_TIMEOUT_MS = 1_000;

function connect(redisUrl: string, options: RedisOptions): Redis {
  const redis = new Redis(redisUrl, {
    ...options,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
    // After a failover the old primary may still answer, as a replica: connect anew and send the command again.
    reconnectOnError: (error) => (error.message.includes('READONLY') ? 2 : false),
  });
  logOutage(redis);
  return redis;
}
