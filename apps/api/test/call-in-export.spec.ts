import { type CallIn, type CreatedCallIn } from '@ctci/contracts';
import { type StartedApp, until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { CheckedClient } from './support/checked-client.js';
import { numbersFrom } from './support/numbers.js';
import { KEY, System } from './support/system.js';
import { TcpProxy } from './support/tcp-proxy.js';

const system = new System();
const mongodb = new URL(system.env.MONGODB_URI!);
const network = new TcpProxy({ host: mongodb.hostname, port: Number(mongodb.port) });
let app: StartedApp;
let api: CheckedClient;
const READER = 'only-for-reading-0123456789abcdef';

beforeAll(async () => {
  await network.open();
  const uri = `mongodb://127.0.0.1:${network.port}${mongodb.pathname}?directConnection=true`;
  app = await system.start('api', { MONGODB_URI: uri });
  api = new CheckedClient(app.url, KEY);
  await system.addKey(READER, ['read']);
});

afterAll(async () => {
  await system.stop();
  await network.cut();
});

const CSV = '/api/v1/call-ins.csv';
const HEADER =
  'id,groupName,toPhoneNumber,state,overflow,createdAt,expiresAt,endedAt,fromPhoneNumber,callerNumber,matchedBy,candidates,callId,callbackServiceId,userData';
const lines = async (query = '', headers = {}) => {
  const { status, body } = await api.get<string>(`${CSV}${query}`, headers);
  expect(status).toBe(200);
  const [header, ...rows] = body.split('\r\n');
  expect([header, rows.pop()]).toEqual([HEADER, '']);
  return rows;
};
const create = async (body: object) => (await api.send<CreatedCallIn>('POST', '/api/v1/call-ins', body)).body;

describe('the records of two groups', () => {
  let older: CreatedCallIn;
  let newer: CreatedCallIn;
  let matched: CallIn;

  beforeAll(async () => {
    await api.createGroup({ name: 'roadside', numbers: numbersFrom(100, 1) });
    await api.createGroup({ name: '=cmd()', numbers: numbersFrom(200, 1) });
    const userData = { note: 'a "quote", a comma\r\nand a line' };
    older = await create({ groupName: 'roadside', fromPhoneNumber: '+12025550123', userData });
    newer = await create({ groupName: '=cmd()', fromPhoneNumber: '=1+1' });
    const call = { dnis: older.toPhoneNumber, callerNumber: '+12025550123', callId: 'call-1@pbx' };
    await api.send('POST', '/api/v1/call-ins/match', call);
    matched = (await api.get<CallIn>(`/api/v1/call-ins/${older.id}`)).body;
  });

  it('are a file, the newest first, formulas made harmless', async () => {
    const { headers, body } = await api.get<string>(CSV);
    expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''call-ins.csv");
    const [first, ...rest] = body.slice(HEADER.length + 2).split('\r\n');
    expect(first).toBe(
      `${newer.id},'=cmd(),+18005550200,waiting,false,${newer.createdAt},${newer.expiresAt},,'=1+1,,,,,,`,
    );
    expect(rest.join('\r\n')).toBe(
      `${older.id},roadside,+18005550100,matched,false,${older.createdAt},${older.expiresAt},${matched.endedAt!},` +
        '+12025550123,+12025550123,callerNumber,1,call-1@pbx,,' +
        '"{""note"":""a \\""quote\\"", a comma\\r\\nand a line""}"\r\n',
    );
  });

  it('are those that the list has by the same filter', async () => {
    for (const query of [
      '?groupName=ROADSIDE',
      '?state=waiting',
      '?fromPhoneNumber=12025550123',
      '?dnis=tel:%2B18005550200',
      '?groupName=nobody',
      `?createdTo=${older.createdAt}`,
    ]) {
      const listed = await api.get<{ items: CallIn[] }>(`/api/v1/call-ins${query}`);
      expect((await lines(query)).map((line) => line.split(',')[0])).toEqual(listed.body.items.map(({ id }) => id));
    }
  });

  it('show neither user data nor whole numbers to whoever may not see them', async () => {
    const [first, second] = await lines('', { 'x-api-key': READER });
    expect(first).toMatch(/,•••,,,,,,$/);
    expect(second).toMatch(/,\+1202•••0123,\+1202•••0123,callerNumber,1,call-1@pbx,,$/);
  });

  it('are not told by a filter that makes no sense', async () => {
    for (const query of ['?state=lost', '?limit=5', '?createdFrom=yesterday', '?groupName[$ne]=x']) {
      expect(await api.get(`${CSV}${query}`)).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
    }
  });
});

describe('many records', () => {
  const COUNT = 5_000;
  const collection = () => system.database.collection<{ _id: string }>('callIns');

  beforeAll(async () => {
    const at = new Date('2026-01-01T00:00:00Z');
    const record = {
      ...{ groupName: 'many', dnis: '+18005550100', kind: 'shared', state: 'cancelled', accessCodeLength: null },
      ...{ caller: null, createdBy: 'test', createdAt: at, expiresAt: at, endedAt: at },
      userData: { text: 'x'.repeat(4_000) },
    };
    // All at one instant: the pages must tell them apart by their ids.
    for (let batch = 0; batch < 5; batch += 1) {
      const ids = Array.from({ length: COUNT / 5 }, () => randomUUID());
      await collection().insertMany(ids.map((_id) => ({ ...record, _id })));
    }
  });

  /** An answer of which nothing is read yet. */
  const begun = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { 'x-api-key': KEY };
      get(`${app.url}${CSV}?groupName=many`, { headers, agent: false }, resolve).on('error', reject);
    });

  it('are all in the file, each once', async () => {
    const rows = await lines('?groupName=many');
    expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(COUNT);
  });

  it('are not read further when the client goes away', async () => {
    await system.database.command({ profile: 2 });
    const reads = () => system.database.collection('system.profile').countDocuments({ 'command.aggregate': 'callIns' });
    const answer = await begun();
    answer.destroy();
    const twice = async () => [await reads(), await sleep(1_000).then(reads)] as const;
    const [count] = await until(twice, ([before, after]) => before === after);
    await system.database.command({ profile: 0 });
    expect(count).toBeLessThan(COUNT / 500);
  });

  it('do not pass for all where MongoDB is gone half-way', async () => {
    const answer = await begun();
    await network.cut();
    await expect(text(answer)).rejects.toThrow('aborted');
    await network.open();
    await until(
      () => api.get('/health/ready'),
      ({ status }) => status === 200,
    );
  });
});
