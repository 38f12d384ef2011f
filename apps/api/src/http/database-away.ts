/**
 * Whether MongoDB could not be asked, or broke off before it answered: nothing that the client has done, and worth
 * trying again. A write that was sent may have happened.
 */
export function isDatabaseAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  return AWAY_NAMES.test(thrown.name) || (thrown.name === 'MongoServerError' && AWAY_CODES.has(codeOf(thrown)));
}

const codeOf = (error: Error & { code?: unknown }): unknown => error.code;

// The driver's names for "no server", "connection lost", "too slow", "a majority does not confirm", "closed".
const AWAY_NAMES =
  /^(Mongo(oseServerSelection|ServerSelection|Network|NetworkTimeout|NotConnected|Pool\w+|WaitQueueTimeout|OperationTimeout|WriteConcern|TopologyClosed|ClientClosed|ExpiredSession)|PoolClearedOnNetwork)Error$/;

/** The server's codes for a primary that steps down or shuts down, a command out of time, and writes in each other's way. */
const AWAY_CODES: ReadonlySet<unknown> = new Set([
  ...[10107, 13435, 13436, 11602, 189], // NotWritablePrimary and its kin
  ...[91, 11600], // ShutdownInProgress, InterruptedAtShutdown
  ...[50, 262, 64, 100], // MaxTimeMSExpired, ExceededTimeLimit, write concern not met
  ...[112, 251], // WriteConflict, NoSuchTransaction, after the driver has tried again for long
]);
