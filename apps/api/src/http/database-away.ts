/**
 * Whether MongoDB could not be asked, or broke off before it answered: nothing that the client has done, and worth
 * trying again. A write that was sent may have happened.
 */
export function isDatabaseAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { name, code } = thrown as Error & { readonly code?: unknown };
  return AWAY_NAMES.test(name) || (name === 'MongoServerError' ? AWAY_CODES.has(code) : BROKEN_SOCKET.has(code));
}

// The driver's names for "no server", "connection lost", "too slow", "a majority does not confirm", "closed".
const AWAY_NAMES =
  /^(Mongo(oseServerSelection|ServerSelection|Network|NetworkTimeout|NotConnected|Pool\w+|WaitQueueTimeout|OperationTimeout|WriteConcern|TopologyClosed|ClientClosed|ExpiredSession)|PoolClearedOnNetwork)Error$/;

// What the driver lets through as it is when a connection ends between two commands (measured).
const BROKEN_SOCKET: ReadonlySet<unknown> = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED']);

/** The server's codes for a primary that steps down or shuts down, a command out of time, and writes in each other's way. */
const AWAY_CODES: ReadonlySet<unknown> = new Set([
  ...[10107, 13435, 13436, 11602, 189], // NotWritablePrimary and its kin
  ...[91, 11600], // ShutdownInProgress, InterruptedAtShutdown
  ...[50, 262, 64, 100], // MaxTimeMSExpired, ExceededTimeLimit, write concern not met
  ...[112, 251], // WriteConflict, NoSuchTransaction, after the driver has tried again for long
]);
