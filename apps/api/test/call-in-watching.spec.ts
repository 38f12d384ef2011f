import { type CallIn, type CallInsSnapshot, type CreatedCallIn } from '@ctci/contracts';
import { until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { type CheckedClient } from './support/checked-client.js';
import { LiveClient } from './support/live.js';
import { numbersFrom } from './support/numbers.js';
import { KEY, System } from './support/system.js';
import { TcpProxy } from './support/tcp-proxy.js';

/** What is done through one process is watched through another, whose way to MongoDB can be cut. */
const system = new System();
const mongodb = new URL(system.env.MONGODB_URI!);
const network = new TcpProxy({ host: mongodb.hostname, port: Number(mongodb.port) });
const mongo = new MongoClient(system.env.MONGODB_URI!);
let one: CheckedClient;
let two: CheckedClient;

const READER = 'only-for-reading-0123456789abcdef';
const CREATOR = 'only-for-creating-0123456789abcdef';

type Watcher = LiveClient<CallInsSnapshot, { items: CallIn[] }>;
const watchers: Watcher[] = [];

beforeAll(async () => {
  await network.open();
  const uri = `mongodb://127.0.0.1:${network.port}${mongodb.pathname}?directConnection=true`;
  [one, two] = await Promise.all([
    system.startApi(),
    system.startApi({ MONGODB_URI: uri }),
    system.start('expiry-worker'),
  ]);
  await system.addKey(READER, ['read']);
  await system.addKey(CREATOR, ['call-ins:create']);
});

afterAll(async () => {
  for (const watcher of watchers) watcher.close();
  await system.stop();
  await mongo.close();
  await network.cut();
});

async function watcher(key = KEY, api = two): Promise<Watcher> {
  const client: Watcher = await LiveClient.open(api.url, key, { asks: 'call-ins:watch', hears: 'call-ins:changed' });
  watchers.push(client);
  return client;
}
const itemsOf = ({ told }: Watcher): CallIn[] => told.flatMap(({ message }) => message.items);
/** The states in which a watcher has seen a call-in, each once. */
const statesOf = (watching: Watcher, id: string): string[] => [
  ...new Set(itemsOf(watching).flatMap((item) => (item.id === id ? [item.state] : []))),
];
const seen = (watching: Watcher, id: string, state: string) =>
  until(
    () => Promise.resolve(statesOf(watching, id)),
    (states) => states.includes(state),
  );

let made = 0;
async function aGroup(count = 1, settings = {}): Promise<string> {
  const name = `group ${++made}`;
  await one.createGroup({ name, numbers: numbersFrom(100 * made, count), settings });
  return name;
}
async function create(groupName: string, rest: object = {}): Promise<CreatedCallIn> {
  const { status, body } = await one.send<CreatedCallIn>('POST', '/api/v1/call-ins', { groupName, ...rest });
  expect(status).toBe(201);
  return body;
}
const match = (dnis: string, callerNumber: string) =>
  one.send('POST', '/api/v1/call-ins/match', { dnis, callerNumber });
const cancel = (id: string) => one.send('POST', `/api/v1/call-ins/${id}/cancel`);
const list = async (query: string) => (await two.get<CallInsSnapshot>(`/api/v1/call-ins?${query}`)).body;

describe('who watches the call-ins of a group', () => {
  it('sees each made, matched, cancelled and expired, through another process, and none of another group', async () => {
    const [watched, other] = [await aGroup(1, { expirySeconds: 10 }), await aGroup()];
    const watching = await watcher();
    expect(await watching.watch({ filter: { groupName: watched.toUpperCase() } })).toEqual({
      ok: true,
      items: [],
      nextCursor: null,
    });

    const matched = await create(watched, { fromPhoneNumber: '+12025550123', userData: { a: 1 } });
    const [cancelled, expired, others] = [await create(watched), await create(watched), await create(other)];
    await seen(watching, expired.id, 'waiting');
    await match(matched.toPhoneNumber, '+12025550123');
    await cancel(cancelled.id);
    await cancel(others.id);
    await seen(watching, matched.id, 'matched');
    await seen(watching, cancelled.id, 'cancelled');
    await seen(watching, expired.id, 'expired');

    expect(statesOf(watching, matched.id)).toEqual(['waiting', 'matched']);
    expect(statesOf(watching, expired.id)).toEqual(['waiting', 'expired']);
    expect(new Set(itemsOf(watching).map(({ groupName }) => groupName))).toEqual(new Set([watched]));
    const last = itemsOf(watching).findLast(({ id }) => id === matched.id);
    expect(last).toEqual((await one.get<CallIn>(`/api/v1/call-ins/${matched.id}`)).body);
    expect(JSON.stringify(watching.told)).not.toContain('accessCode"');
  });

  it('begins with the page that the list has', async () => {
    const group = await aGroup();
    for (let count = 0; count < 51; count += 1) await create(group);
    const { items, nextCursor } = await (await watcher()).watch({ filter: { groupName: group } });
    expect({ items, nextCursor }).toEqual(await list(`groupName=${encodeURIComponent(group)}`));
    expect(items).toHaveLength(50);
    expect(nextCursor).not.toBeNull();
  });

  it('sees neither user data nor whole numbers without the scope for it', async () => {
    const group = await aGroup();
    const [masked, whole] = [await watcher(READER), await watcher()];
    for (const watching of [masked, whole]) await watching.watch({ filter: { groupName: group } });
    const { id, toPhoneNumber } = await create(group, { fromPhoneNumber: '+12025550123', userData: { a: 1 } });
    await match(toPhoneNumber, '+12025550123');
    await seen(masked, id, 'matched');
    await seen(whole, id, 'matched');

    expect(JSON.stringify(masked.told)).not.toContain('+12025550123');
    expect(itemsOf(masked).at(-1)).toMatchObject({
      fromPhoneNumber: '+1202•••0123',
      match: { callerNumber: '+1202•••0123' },
    });
    expect(itemsOf(masked).some((item) => 'userData' in item)).toBe(false);
    expect(itemsOf(whole).at(-1)).toMatchObject({ fromPhoneNumber: '+12025550123', userData: { a: 1 } });
  });
});

describe('a filter', () => {
  it('takes what the list would take: a state, a caller, a number, an id', async () => {
    const group = await aGroup(2);
    const callbackServiceId = '217576a6-52b6-4ca6-8094-a29b726f7e9f';
    const [waiting, caller, dnis, service] = [await watcher(), await watcher(), await watcher(), await watcher()];
    await waiting.watch({ filter: { groupName: group, state: 'waiting' } });
    await caller.watch({ filter: { fromPhoneNumber: 'tel:+1-202-555-0199' } });
    await service.watch({ filter: { callbackServiceId: callbackServiceId.toUpperCase() } });
    const first = await create(group, { fromPhoneNumber: '+12025550199' });
    await dnis.watch({ filter: { dnis: first.toPhoneNumber, createdFrom: new Date(0).toISOString() } });
    const second = await create(group, { callbackServiceId });
    expect(second.toPhoneNumber).not.toBe(first.toPhoneNumber);
    await cancel(first.id);
    await cancel(second.id);

    await seen(caller, first.id, 'cancelled');
    await seen(dnis, first.id, 'cancelled');
    await seen(service, second.id, 'cancelled');
    expect(itemsOf(waiting).every(({ state }) => state === 'waiting')).toBe(true);
    for (const [watching, id] of [
      [caller, first.id],
      [dnis, first.id],
      [service, second.id],
    ] as const) {
      expect(new Set(itemsOf(watching).map((item) => item.id))).toEqual(new Set([id]));
    }
  });

  it('takes the place of the one before', async () => {
    const [before, after] = [await aGroup(), await aGroup()];
    const watching = await watcher();
    await watching.watch({ filter: { groupName: before } });
    await watching.watch({ filter: { groupName: after } });
    await create(before);
    await seen(watching, (await create(after)).id, 'waiting');
    expect(itemsOf(watching).every(({ groupName }) => groupName === after)).toBe(true);
  });

  it('that no call-in can have takes none', async () => {
    const watching = await watcher();
    expect(await watching.watch({ filter: { dnis: 'nobody' } })).toEqual({ ok: true, items: [], nextCursor: null });
  });
});

describe('call-ins:changed', () => {
  it('comes ten times a second at most, however much changes, and leaves nothing out', async () => {
    const group = await aGroup(50);
    const watching = await watcher();
    await watching.watch({ filter: { groupName: group } });
    const since = performance.now();
    const ids = new Set<string>();
    const creating = Array.from({ length: 10 }, async () => {
      for (let count = 0; count < 30; count += 1) ids.add((await create(group)).id);
    });
    await Promise.all(creating);
    await until(
      () => Promise.resolve(new Set(itemsOf(watching).map(({ id }) => id))),
      (told) => told.size === ids.size,
    );
    expect(new Set(itemsOf(watching).map(({ id }) => id))).toEqual(ids);
    const seconds = (watching.told.at(-1)!.at - since) / 1_000;
    expect(watching.told.length).toBeLessThanOrEqual(10 * seconds + 2);
  });
});

describe('call-ins:watch', () => {
  it('answers nonsense with a refusal', async () => {
    const watching = await watcher();
    let deep: unknown[] = [];
    for (let depth = 0; depth < 2_000; depth += 1) deep = [deep];
    for (const message of [
      [],
      [null],
      ['x'],
      [{}],
      [{ filter: null }],
      [{ filter: { groupName: { $ne: null } } }],
      [{ filter: { state: 'lost' } }],
      [{ filter: { groupName: 'a', more: 1 } }],
      [{ filter: deep }],
      [{ filter: {} }, { filter: {} }],
      [Buffer.alloc(1_000)],
    ]) {
      expect(await watching.ask(...message)).toEqual({ ok: false, code: 'VALIDATION_FAILED' });
    }
    expect(await watching.ask({ filter: {} })).toMatchObject({ ok: true });
  });

  it('is for whoever may read', async () => {
    expect(await (await watcher(CREATOR)).ask({ filter: {} })).toEqual({ ok: false, code: 'FORBIDDEN' });
  });

  it('goes on after the watcher has lost its connection and asked again', async () => {
    const group = await aGroup();
    const watching = await watcher();
    await watching.watch({ filter: { groupName: group } });
    const back = new Promise<void>((resolve) => watching.socket.once('connect', resolve));
    watching.socket.io.engine.close();
    await back;
    await watching.watch({ filter: { groupName: group } });
    await seen(watching, (await create(group)).id, 'waiting');
  });

  it('follows by one change stream a process, and by none when nobody watches', async () => {
    for (const watching of watchers.splice(0)) watching.close();
    const streams = async () => {
      const stages = [
        { $currentOp: { allUsers: true, idleCursors: true } },
        { $match: { 'cursor.originatingCommand.pipeline.0.$changeStream': { $exists: true } } },
        { $match: { ns: `${system.database.databaseName}.callIns` } },
      ];
      return (await mongo.db('admin').aggregate(stages).toArray()).length;
    };
    await until(streams, (count) => count === 0);
    const [first, second, other] = [await watcher(), await watcher(READER), await watcher(KEY, one)];
    for (const watching of [first, second, other]) await watching.watch({ filter: {} });
    await until(streams, (count) => count === 2);
    for (const watching of [first, second, other]) watching.close();
    await until(streams, (count) => count === 0);
  });

  it('goes on by itself after MongoDB was away, and says so meanwhile', async () => {
    const group = await aGroup();
    const watching = await watcher();
    await watching.watch({ filter: { groupName: group } });
    await network.cut();
    // An answer may be lost with the network; whoever gets none asks again.
    await until(
      () => watching.ask({ filter: { groupName: group } }).catch(() => null),
      (said) => said !== null && !said.ok && said.code === 'DATABASE_UNAVAILABLE',
    );
    await network.open();
    await until(
      async () => {
        await create(group);
        return itemsOf(watching).length;
      },
      (count) => count > 0,
    );
  });
});
