import { aNumber, startStandaloneMongod, TestDatabase, testMongoUri } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';
import { MODELS } from './prepare-database.js';

describe('a connection whose URI asks for less than what is safe', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    const uri = new URL(testMongoUri());
    const careless = { w: '1', readPreference: 'secondary', readConcernLevel: 'local', retryWrites: 'false' };
    for (const [name, value] of Object.entries(careless)) uri.searchParams.set(name, value);
    db = await TestDatabase.open(uri.href);
  });
  afterAll(() => db.close());

  it('writes to a majority and reads from the primary all the same', () => {
    const { options } = db.app.get<Connection>(getConnectionToken()).getClient();

    expect(options.writeConcern).toMatchObject({ w: 'majority', journal: true });
    expect(options.readPreference.mode).toBe('primary');
    expect(options.retryWrites).toBe(true);
  });

  it('sends each write with that concern', async () => {
    const document = await db.import(await db.group(), [aNumber()]);
    const database = db.client.db();
    await database.command({ profile: 2 });

    await db.runs.claim(document._id.toHexString());
    await db.draining.finish();

    await database.command({ profile: 0 });
    const written = await database
      .collection<{ command: object }>('system.profile')
      .find({ 'command.writeConcern': { $exists: true }, 'command.$db': database.databaseName })
      .toArray();
    const majority = expect.objectContaining({ w: 'majority' });
    expect(written).not.toEqual([]);
    expect(written.map(({ command }) => command)).toEqual(
      written.map(() => expect.objectContaining({ writeConcern: majority })),
    );
  });
});

describe('a database that is made ready', () => {
  it('has every index that the schemas declare, also when two processes make it ready at once', async () => {
    const uri = testMongoUri();

    const [db, other] = await Promise.all([TestDatabase.open(uri), TestDatabase.open(uri)]);

    for (const { schema } of MODELS) {
      const indexes = await db.client.db().collection(schema.get('collection')!).indexes();
      for (const [key, options] of schema.indexes()) {
        const { unique, sparse, partialFilterExpression } = options;
        const declared = Object.entries({ key, unique, sparse, partialFilterExpression });
        const set = Object.fromEntries(declared.filter(([, value]) => value !== undefined));
        expect(indexes).toContainEqual(expect.objectContaining(set));
      }
    }
    await other.close();
    await db.close();
  });

  it('is taken as it is by a process that comes later', async () => {
    const uri = testMongoUri();
    const db = await TestDatabase.open(uri);
    const group = await db.group({ numbers: [aNumber()] });

    const later = await TestDatabase.open(uri);

    expect(await later.groups.get(group._id.toHexString())).toEqual(group);
    await later.close();
    await db.close();
  });
});

describe('a MongoDB that cannot be used', () => {
  it('stops the boot with one line when it is no replica set', async () => {
    const { uri, stop } = await startStandaloneMongod();

    const boot = TestDatabase.open(uri);

    await expect(boot).rejects.toMatchObject({
      name: 'BootError',
      message: 'MONGODB_URI: this MongoDB is not a replica set; start mongod with --replSet and initiate it',
    });
    await stop();
  });
});
