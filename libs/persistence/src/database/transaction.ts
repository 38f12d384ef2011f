import { type Result } from '@ctci/domain';
import { Logger } from '@nestjs/common';
import { type Binary } from 'mongodb';
import { type ClientSession, type Connection } from 'mongoose';

/** Carries a refusal out of a transaction, so that the driver aborts it. */
class Refused extends Error {
  constructor(readonly result: { readonly ok: false; readonly error: unknown }) {
    super('the transaction was refused');
  }
}

/**
 * Runs `work` in one transaction: an `ok` commits, a refusal aborts and is returned. `work` may run more than once
 * (the driver repeats it after a write conflict), so it must keep nothing from an earlier run.
 */
export async function inTransaction<T, E>(
  connection: Connection,
  work: (session: ClientSession) => Promise<Result<T, E>>,
): Promise<Result<T, E>> {
  const session = await connection.startSession();
  try {
    return await runIn(session, work);
  } finally {
    await session.endSession();
  }
}

/** The same in a session of the caller's, for whoever must know the session's id beforehand. */
export async function runIn<T, E>(
  session: ClientSession,
  work: (session: ClientSession) => Promise<Result<T, E>>,
): Promise<Result<T, E>> {
  try {
    return await session.withTransaction(async () => {
      const result = await work(session);
      if (!result.ok) throw new Refused(result);
      return result;
    });
  } catch (error) {
    if (error instanceof Refused) return error.result as Result<T, E>;
    throw error;
  }
}

/** By which another process may end what this one has left open in its session. */
export function sessionIdOf(session: ClientSession): Binary {
  if (!session.id) throw new Error('the session has ended');
  return session.id.id;
}

/**
 * Ends what a process that was killed inside a transaction has left open: MongoDB would do so after a minute or more, and
 * everything that touches the same documents would wait for it. Where this is not allowed, it waits.
 */
export async function endAbandoned(connection: Connection, sessionId: Binary): Promise<void> {
  try {
    await connection.db?.admin().command({ killSessions: [{ id: sessionId }] });
  } catch (error) {
    logger.warn(`could not end an abandoned session, waiting for it instead: ${(error as Error).message}`);
  }
}

const logger = new Logger('Transactions');

/** Whether MongoDB refused a write to this collection because a unique key is taken. */
export const isDuplicateKey = (error: unknown, collection: string): boolean =>
  error instanceof Error && 'code' in error && error.code === 11_000 && error.message.includes(`.${collection} index`);
