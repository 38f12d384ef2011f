import { type Connection, type Schema } from 'mongoose';
import { apiKeySchema } from '../access/api-key.schema.js';
import { sessionSchema, userSchema } from '../access/user.schema.js';
import { auditSchema } from '../audit/audit.schema.js';
import { attemptSchema } from '../call-in/attempt.schema.js';
import { callInSchema } from '../call-in/call-in.schema.js';
import { leaseSchema } from '../call-in/lease.schema.js';
import { groupSchema } from '../group/group.schema.js';
import { useMinuteSchema } from '../group/use-minute.schema.js';
import { importFileSchema, importSchema, rowErrorBatchSchema } from '../import/import.schema.js';
import { importCorrectionsSchema, importUndoSchema } from '../import/import.schema.js';
import { idempotencyKeySchema } from '../idempotency/idempotency-key.schema.js';
import { drainSchema } from '../number/drain.schema.js';
import { numberSchema } from '../number/number.schema.js';

/** Every collection of the installation. Indexes are declared on the schemas and nowhere else. */
export const MODELS: readonly { readonly name: string; readonly schema: Schema }[] = [
  { name: 'Group', schema: groupSchema },
  { name: 'UseMinute', schema: useMinuteSchema },
  { name: 'Number', schema: numberSchema },
  { name: 'Drain', schema: drainSchema },
  { name: 'Import', schema: importSchema },
  { name: 'ImportFile', schema: importFileSchema },
  { name: 'RowErrorBatch', schema: rowErrorBatchSchema },
  { name: 'CallIn', schema: callInSchema },
  { name: 'Lease', schema: leaseSchema },
  { name: 'Attempt', schema: attemptSchema },
  { name: 'Audit', schema: auditSchema },
  { name: 'ApiKey', schema: apiKeySchema },
  { name: 'User', schema: userSchema },
  { name: 'Session', schema: sessionSchema },
  { name: 'ImportCorrections', schema: importCorrectionsSchema },
  { name: 'ImportUndo', schema: importUndoSchema },
  { name: 'IdempotencyKey', schema: idempotencyKeySchema },
] as { name: string; schema: Schema }[];

/** The database cannot be used as it is; the message is one line that says why. */
export class UnusableDatabase extends Error {
  override readonly name = 'BootError';
}

/**
 * Makes collections and indexes before anything is served. Safe to run from many processes at once, and without
 * blocking those that serve already: MongoDB builds an index beside the writes, and an existing one costs nothing.
 *
 * @throws {UnusableDatabase} when the server is no replica set: without one there are no transactions
 */
export async function prepareDatabase(connection: Connection): Promise<Connection> {
  const hello = await connection.db?.admin().command({ hello: 1 });
  if (!hello?.setName && hello?.msg !== 'isdbgrid') {
    throw new UnusableDatabase(
      'MONGODB_URI: this MongoDB is not a replica set; start mongod with --replSet and initiate it',
    );
  }
  for (const { name, schema } of MODELS) {
    const model = connection.model(name, schema);
    await model.createCollection();
    await model.createIndexes();
  }
  return connection;
}
