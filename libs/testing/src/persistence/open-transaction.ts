import { type ImportDocument } from '@ctci/persistence';
import { type TestDatabase } from './test-database.js';

/** The transaction that MongoDB holds open for the run of an import, and whether an operation is under way in it. */
export async function openTransaction(
  db: TestDatabase,
  { _id }: Pick<ImportDocument, '_id'>,
): Promise<{ isIdle: boolean } | null> {
  const session = (await db.stored.imports.findOne({ _id }, { projection: { session: 1 } }))?.session;
  if (!session) return null;
  const ofRun = { 'lsid.id': session, 'transaction.parameters.txnNumber': { $exists: true } };
  const operations = [{ $currentOp: { allUsers: true, idleSessions: true } }, { $match: ofRun }];
  const [open] = await db.client.db('admin').aggregate<{ type: string }>(operations).toArray();
  return open ? { isIdle: open.type === 'idleSession' } : null;
}
