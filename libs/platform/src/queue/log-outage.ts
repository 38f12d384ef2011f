import { Logger } from '@nestjs/common';
import { type Redis } from 'ioredis';

/**
 * One line when Redis goes away, one when it is back, however many attempts lie between. Also what keeps the process
 * alive: an 'error' event that nobody listens to would end it.
 */
export function logOutage(redis: Redis, logger: Pick<Logger, 'error' | 'log'> = new Logger('Redis')): void {
  let awaySince: number | undefined;

  redis.on('error', (error: Error) => {
    if (awaySince !== undefined) return;
    awaySince = Date.now();
    logger.error(`Redis is away, trying again until it is back: ${reasonOf(error)}`);
  });
  redis.on('ready', () => {
    if (awaySince === undefined) return;
    logger.log(`Redis is back after ${Math.ceil((Date.now() - awaySince) / 1_000)} s`);
    awaySince = undefined;
  });
}

/** A name with two addresses (localhost) fails with an AggregateError, whose own message is empty. */
function reasonOf(error: Error): string {
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [];
  return (first ?? error).message;
}
