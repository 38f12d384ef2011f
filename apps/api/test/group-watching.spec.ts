import { type CreatedCallIn, type GroupSnapshot, type GroupUse } from '@ctci/contracts';
import { until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CheckedClient } from './support/checked-client.js';
import { LiveClient } from './support/live.js';
import { dnisOf, numbersFrom } from './support/numbers.js';
import { KEY, System } from './support/system.js';

const system = new System();
let one: CheckedClient;
let two: CheckedClient;
const CREATOR = 'only-for-creating-0123456789abcdef';

type Watcher = LiveClient<GroupSnapshot, GroupUse>;
const watchers: Watcher[] = [];

beforeAll(async () => {
  [one, two] = await Promise.all([system.startApi(), system.startApi()]);
  await system.addKey(CREATOR, ['call-ins:create']);
});

afterAll(async () => {
  for (const watching of watchers) watching.close();
  await system.stop();
});

async function watcher(key = KEY): Promise<Watcher> {
  const client: Watcher = await LiveClient.open(two.url, key, { asks: 'group:watch', hears: 'group:use' });
  watchers.push(client);
  return client;
}
const useOf = (watching: Watcher) => {
  const { poolSize, inUse } = watching.told.at(-1)?.message ?? {};
  return [poolSize, inUse];
};
const seen = (watching: Watcher, ...use: [poolSize: number, inUse: number]) =>
  until(
    () => Promise.resolve(useOf(watching)),
    ([poolSize, inUse]) => poolSize === use[0] && inUse === use[1],
  );

describe('who watches a group', () => {
  it('sees how much of its pool is in use, through another process, once a second at most', async () => {
    const settings = { uniqueDnis: true, expirySeconds: 300 };
    const { id, name } = await one.createGroup({ name: 'unique', numbers: numbersFrom(0, 20), settings });
    const other = await one.createGroup({ name: 'other', numbers: numbersFrom(50, 1), settings });
    const watching = await watcher();
    const since = performance.now();
    const first = await watching.watch({ groupId: id });
    expect(first).toEqual({ ok: true, groupId: id, poolSize: 20, inUse: 0, at: expect.stringMatching(/Z$/) });
    await seen(watching, 20, 0);

    const create = () => one.send<CreatedCallIn>('POST', '/api/v1/call-ins', { groupName: name });
    await one.send('POST', '/api/v1/call-ins', { groupName: other.name });
    const [{ body: callIn }] = await Promise.all([create(), create(), create()]);
    await seen(watching, 20, 3);
    await one.send('POST', `/api/v1/call-ins/${callIn.id}/cancel`);
    await seen(watching, 20, 2);
    await one.send('POST', `/api/v1/groups/${id}/numbers`, { dnis: dnisOf(30) });
    await seen(watching, 21, 2);

    expect(new Set(watching.told.map(({ message }) => message.groupId))).toEqual(new Set([id]));
    const seconds = (watching.told.at(-1)!.at - since) / 1_000;
    expect(watching.told.length).toBeLessThanOrEqual(seconds + 2);
    const count = watching.told.length;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(watching.told).toHaveLength(count);
  });
});

describe('group:watch', () => {
  it('answers nonsense, strangers and what there is not with a refusal', async () => {
    const watching = await watcher();
    for (const message of [[], [null], [{}], [{ groupId: 'x' }], [{ groupId: { $ne: null } }], [Buffer.alloc(10)]]) {
      expect(await watching.ask(...message)).toEqual({ ok: false, code: 'VALIDATION_FAILED' });
    }
    const groupId = '0'.repeat(24);
    expect(await watching.ask({ groupId })).toEqual({ ok: false, code: 'GROUP_NOT_FOUND' });
    expect(await (await watcher(CREATOR)).ask({ groupId })).toEqual({ ok: false, code: 'FORBIDDEN' });
  });

  it('watches 100 things on one socket, those again and no more, call-ins counted', async () => {
    const groups = await Promise.all(Array.from({ length: 101 }, (_, index) => one.createGroup({ name: `g${index}` })));
    const watching = await watcher();
    const callIns = (await watching.socket.emitWithAck('call-ins:watch', { filter: {} })) as unknown;
    expect(callIns).toMatchObject({ ok: true });
    for (const { id } of groups.slice(0, 99)) expect(await watching.ask({ groupId: id })).toMatchObject({ ok: true });
    expect(await watching.ask({ groupId: groups[99]!.id })).toEqual({ ok: false, code: 'TOO_MANY_WATCHES' });
    expect(await watching.ask({ groupId: groups[0]!.id })).toMatchObject({ ok: true });
  });
});
