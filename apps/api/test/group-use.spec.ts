import { type UseMinute } from '@ctci/contracts';
import { UseMinutes } from '@ctci/persistence';
import { type StartedApp, TestDatabase, until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ObjectId } from 'mongodb';
import { RefusedCreates } from '../src/call-ins/refused-creates.js';
import { CallInClient, type PooledGroup } from './support/call-in-client.js';
import { CheckedClient, fieldsOf, type Refusal } from './support/checked-client.js';
import { KEY, System } from './support/system.js';
import { TcpProxy } from './support/tcp-proxy.js';

const CALLER = { fromPhoneNumber: '+12025550123' };

const system = new System();
let app: StartedApp;
let api: CheckedClient;
let client: CallInClient;

beforeAll(async () => {
  app = await system.start('api');
  api = new CheckedClient(app.url, KEY);
  client = new CallInClient(api);
});
afterAll(() => system.stop());

const pathOf = ({ id }: { id: string }) => `/api/v1/groups/${id}/use`;
const minutesOf = async (group: PooledGroup) => (await api.get<{ items: UseMinute[] }>(pathOf(group))).body.items;

/** What was refused in all minutes: what a test does may go on into the next. */
const sumOf = (minutes: readonly UseMinute[]): UseMinute['refused'] => {
  const sum = { POOL_EXHAUSTED: 0, TOO_MANY_LIVE_CALL_INS: 0 };
  for (const { refused } of minutes) {
    sum.POOL_EXHAUSTED += refused.POOL_EXHAUSTED;
    sum.TOO_MANY_LIVE_CALL_INS += refused.TOO_MANY_LIVE_CALL_INS;
  }
  return sum;
};
const refusedTo = (group: PooledGroup, sum: UseMinute['refused']) =>
  until(
    () => minutesOf(group),
    (minutes) => JSON.stringify(sumOf(minutes)) === JSON.stringify(sum),
  );

describe('creates that are refused', () => {
  it('are counted by code, whatever route they came by, and with the use that they were refused at', async () => {
    const group = await client.groupOf(2, { uniqueDnis: true, maxLivePerCaller: 1 });
    await client.created(group.name, CALLER);
    await client.created(group.name);
    expect((await client.create(group.name, CALLER)).status).toBe(429);
    const compatible = api.send('POST', '/engagement/v3/call-in/requests/create', { groupName: group.name });
    const refused = await Promise.all([...Array.from({ length: 20 }, () => client.create(group.name)), compatible]);
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
    const headers = { 'idempotency-key': 'refused' };
    await api.send('POST', '/api/v1/call-ins', { groupName: group.name }, headers);

    const minutes = await refusedTo(group, { POOL_EXHAUSTED: 22, TOO_MANY_LIVE_CALL_INS: 1 });

    for (const minute of minutes) {
      expect(minute).toEqual({
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/),
        poolSize: 2,
        inUse: 2,
        refused: expect.anything(),
      });
    }
    expect(minutes.map(({ at }) => at)).toEqual(minutes.map(({ at }) => at).sort());
  });

  it('for another reason are none of these', async () => {
    const [draft, group] = [await client.groupOf(0), await client.groupOf(1, { uniqueDnis: true })];
    await client.created(group.name);
    for (const name of [draft.name, 'nobody knows', group.name]) await client.create(name);

    await refusedTo(group, { POOL_EXHAUSTED: 1, TOO_MANY_LIVE_CALL_INS: 0 });

    expect(await minutesOf(draft)).toEqual([]);
  });

  it('are kept while MongoDB is away', async () => {
    const mongodb = new URL(system.env.MONGODB_URI!);
    const network = new TcpProxy({ host: mongodb.hostname, port: Number(mongodb.port) });
    await network.open();
    const uri = `mongodb://127.0.0.1:${network.port}${mongodb.pathname}?directConnection=true`;
    const db = await TestDatabase.open(uri);
    const group = await client.groupOf(1);
    const refused = new RefusedCreates(db.app.get(UseMinutes));
    refused.count(group.id, 'POOL_EXHAUSTED');
    refused.count(group.id, 'POOL_EXHAUSTED');
    await network.cut();
    const writing = refused.write();
    refused.count(group.id, 'TOO_MANY_LIVE_CALL_INS');
    refused.count(group.id, 'POOL_EXHAUSTED');
    await writing;
    await network.open();
    await until(
      async () => {
        await refused.write();
        return sumOf(await minutesOf(group));
      },
      ({ POOL_EXHAUSTED }) => POOL_EXHAUSTED > 0,
    );
    await refused.write();

    expect(sumOf(await minutesOf(group))).toEqual({ POOL_EXHAUSTED: 3, TOO_MANY_LIVE_CALL_INS: 1 });
    await db.app.close();
    await db.client.close();
    await network.cut();
  });
});

describe('the use of a group', () => {
  it.each(['0', '1441', '-1', '1.5', '1e2', 'x', '', '60&minutes=5', '99999'])(
    'is not told for minutes=%s',
    async (minutes) => {
      const group = await client.groupOf(0);
      const answer = await api.get<Refusal>(`${pathOf(group)}?minutes=${minutes}`);
      expect([answer.status, answer.body.code]).toEqual([422, 'VALIDATION_FAILED']);
      expect(fieldsOf(answer)?.join()).toMatch(/^minutes /);
    },
  );

  it('is that of the minutes asked for, an hour unless told otherwise', async () => {
    const group = await client.groupOf(1);
    const now = Math.floor(Date.now() / 60_000) * 60_000;
    const kept = [1_430, 65, 5, 1].map((ago) => ({
      ...{ groupId: new ObjectId(group.id), at: new Date(now - ago * 60_000), poolSize: 1, inUse: 1 },
    }));
    await system.database.collection('useMinutes').insertMany(kept);
    const told = async (query: string) =>
      (await api.get<{ items: UseMinute[] }>(`${pathOf(group)}${query}`)).body.items.map(
        ({ at }) => (now - Date.parse(at)) / 60_000,
      );

    expect(await told('')).toEqual([5, 1]);
    expect(await told('?minutes=3')).toEqual([1]);
    expect(await told('?minutes=1440')).toEqual([1_430, 65, 5, 1]);
  });

  it.each(['0'.repeat(24), 'x', '%7B%22%24ne%22%3Anull%7D'])('is none of the group %s', async (id) => {
    expect(await api.get(pathOf({ id }))).toMatchObject({ status: 404, body: { code: 'GROUP_NOT_FOUND' } });
  });
});

it('is written before the process ends', async () => {
  const group = await client.groupOf(1, { uniqueDnis: true });
  await client.created(group.name);
  await Promise.all([client.create(group.name), client.create(group.name)]);

  await app.stop();

  const kept = await system.database
    .collection<UseMinute>('useMinutes')
    .find({ groupId: new ObjectId(group.id) })
    .toArray();
  expect(kept.reduce((sum, { refused }) => sum + refused.POOL_EXHAUSTED, 0)).toBe(2);
});
