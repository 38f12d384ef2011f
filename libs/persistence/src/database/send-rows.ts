import { type ClientSession, type Connection } from 'mongoose';

/**
 * Sends an `insert` or `update` command as it is, for rows by the thousand that have been validated. Mongoose would
 * build a document for each, and the driver's bulk methods several objects: more work and more garbage than the rest
 * of an import.
 *
 * @returns false when a unique key refused a row
 */
export async function sendRows(connection: Connection, command: object, session: ClientSession): Promise<boolean> {
  const reply = (await connection.db?.command(command, { session })) as WriteReply;
  const error = reply.writeErrors?.find(({ code }) => code !== DUPLICATE_KEY);
  if (error) throw new Error(`a row could not be written: ${error.errmsg}`);
  return reply.writeErrors === undefined;
}

interface WriteReply {
  readonly writeErrors?: readonly { readonly code: number; readonly errmsg: string }[];
}

const DUPLICATE_KEY = 11_000;
