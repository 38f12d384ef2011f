import { type Collection, type Document } from 'mongodb';
import { type Connection } from 'mongoose';

/**
 * The driver's own collection, for what is done thousands of times a second: mongoose would build a document for each.
 * Write and read concern are those of the connection.
 */
export function collectionOf<T extends Document>(connection: Connection, name: string): Collection<T> {
  if (!connection.db) throw new Error('not connected');
  return connection.db.collection<T>(name);
}
