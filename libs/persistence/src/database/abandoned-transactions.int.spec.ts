import { TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ClientSession, MongoClient, ObjectId } from 'mongodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { AbandonedTransactions } from './abandoned-transactions.js';

let db: TestDatabase;
let others: MongoClient;
beforeAll(async () => {
  db = await TestDatabase.open();
  others = await MongoClient.connect(db.uri, { appName: 'another-installation' });
});
afterAll(async () => {
  await others.close();
  await db.close();
});

/** As a process leaves it that is killed between two commands. */
async function leftOpen(client: MongoClient): Promise<{ _id: ObjectId; session: ClientSession }> {
  const [_id, session] = [new ObjectId(), client.startSession()];
  session.startTransaction();
  await client.db().collection('groups').insertOne({ _id }, { session });
  return { _id, session };
}

const isOpen = ({ session }: { session: ClientSession }) =>
  session.commitTransaction().then(
    () => true,
    () => false,
  );

it('ends what nobody has gone on with for so long, of this installation, and nothing else', async () => {
  const [abandoned, ofOthers] = [await leftOpen(db.client), await leftOpen(others)];
  await sleep(1_000);
  const young = await leftOpen(db.client);

  await db.app.get(AbandonedTransactions).end(800);

  await db.client.db().collection('groups').insertOne({ _id: abandoned._id }); // waits for nobody
  expect(await Promise.all([abandoned, young, ofOthers].map(isOpen))).toEqual([false, true, true]);
  for (const { session } of [abandoned, young, ofOthers]) await session.endSession();
});

it('leaves a process its ten seconds', async () => {
  const thinking = await leftOpen(db.client);
  await sleep(1_000);
  await db.app.get(AbandonedTransactions).end();
  expect(await isOpen(thinking)).toBe(true);
  await thinking.session.endSession();
});
