import { randomBytes } from 'node:crypto';

/**
 * The URI of a database that no other test uses. Its name contains `test`, so that nobody's real data is ever touched;
 * MongoDB knows whoever connects by it under the same name.
 *
 * @throws Error when the tests were not started by `npm test`, which brings MongoDB up
 */
export function testMongoUri(): string {
  const uri = new URL(provided('TEST_MONGODB_URI'));
  const name = uniquePrefix();
  uri.pathname = `/${name}`;
  uri.searchParams.set('appName', name);
  return uri.href;
}

/** Shared by all tests: keep apart by {@link uniquePrefix}. */
export function testRedisUrl(): string {
  return provided('TEST_REDIS_URL');
}

/** A prefix for the keys of BullMQ's queues that no other test uses. */
export function uniquePrefix(): string {
  return `test-${randomBytes(6).toString('hex')}`;
}

function provided(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run "npm test", which brings MongoDB and Redis up for the tests.`);
  return value;
}
