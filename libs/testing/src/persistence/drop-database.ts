import { type Binary, type MongoClient } from 'mongodb';

/**
 * Drops a test's database. What a killed process has left open in it is ended first: MongoDB would wait for that for a
 * minute.
 */
export async function dropDatabase(client: MongoClient): Promise<void> {
  const db = client.db();
  const left = { type: 'idleSession', appName: db.databaseName };
  const operations = [{ $currentOp: { allUsers: true, idleSessions: true } }, { $match: left }];
  const admin = client.db('admin');
  const sessions = await admin.aggregate<{ lsid: { id: Binary } }>(operations).toArray();
  if (sessions.length > 0) await admin.command({ killSessions: sessions.map(({ lsid: { id } }) => ({ id })) });
  await db.dropDatabase();
}
