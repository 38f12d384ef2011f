import {
  ALL_ENDPOINTS,
  type Attempt,
  type CallIn,
  type CreatedCallIn,
  type Endpoint,
  type Group,
  type Import,
  type MatchAnswer,
} from '@ctci/contracts';
import { until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CheckedClient, type Refusal } from './support/checked-client.js';
import { LiveClient } from './support/live.js';
import { System } from './support/system.js';

/** All that there is of a group. */
interface Owned {
  readonly group: Group;
  readonly dnis: string;
  readonly import: Import;
  readonly callIn: CreatedCallIn;
}

const BOUND = 'key-that-is-bound-0123456789abcdef';
const OVERFLOW = '+18005559999';
const system = new System();
let api: CheckedClient;
let bound: CheckedClient;
let mine: Owned;
let theirs: Owned;

async function own(name: string, dnis: string): Promise<Owned> {
  const settings = { uniqueDnis: true, onExhausted: 'overflow' as const, overflowNumber: OVERFLOW };
  const group = await api.createGroup({ name, settings, numbers: [{ dnis }, { dnis: dnis.replace('000', '111') }] });
  const { body } = await api.send<CreatedCallIn>('POST', '/api/v1/call-ins', { groupName: name });
  return {
    group,
    dnis,
    import: await api.startImport(group.id, 'number,description\n+442079460958,x\n'),
    callIn: body,
  };
}

beforeAll(async () => {
  api = await system.startApi();
  [mine, theirs] = [await own('mine', '+18005550001'), await own('theirs', '+18005550002')];
  await system.addKey(BOUND, ['admin'], [mine.group.id]);
  bound = new CheckedClient(api.url, BOUND);
});

afterAll(() => system.stop());

const idsOf = ({ group, import: its, callIn }: Owned) => ({ groupId: group.id, importId: its.id, callInId: callIn.id });
const named = ALL_ENDPOINTS.filter(({ path }) => /:(groupId|importId|callInId)/.test(path));
const items = async <Item>(path: string) => (await bound.get<{ items: Item[] }>(path)).body.items;

function ask({ method, path, body, upload }: Endpoint, of: Owned, client: CheckedClient) {
  const ids: Record<string, string> = { ...idsOf(of), dnis: of.dnis };
  const content = upload ? 'number,description\n+14165550123,\n' : body && {};
  const headers = upload ? { 'content-type': 'text/csv' } : {};
  return client.send<Refusal>(
    method,
    path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? ''),
    content,
    headers,
  );
}

describe('to a key that is bound to a group', () => {
  it.each(named.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
    '%s is of its group alone: another is as if it were not there',
    async (_, endpoint) => {
      const answer = await ask(endpoint, theirs, bound);
      const code = { groupId: 'GROUP_NOT_FOUND', importId: 'IMPORT_NOT_FOUND', callInId: 'CALL_IN_NOT_FOUND' };
      const [, param] = /:(groupId|importId|callInId)/.exec(endpoint.path)!;
      expect([answer.status, answer.body.code]).toEqual([404, code[param as keyof typeof code]]);
      if (endpoint.method === 'GET') expect((await ask(endpoint, mine, bound)).status).toBe(200);
    },
  );

  it('what was there before is there still', async () => {
    expect((await api.get<Group>(`/api/v1/groups/${theirs.group.id}`)).body).toMatchObject({
      state: 'active',
      poolSize: 2,
    });
    expect((await api.get<CallIn>(`/api/v1/call-ins/${theirs.callIn.id}`)).body.state).toBe('waiting');
    expect((await api.getImport(theirs.import.id)).status).toBe('queued');
  });

  it('lists and exports hold what is of its group', async () => {
    expect((await items<Group>('/api/v1/groups')).map(({ name }) => name)).toEqual(['mine']);
    expect(await items('/api/v1/groups?name=theirs')).toEqual([]);
    expect((await items<Import>('/api/v1/imports')).map(({ id }) => id)).toEqual([mine.import.id]);
    expect(await items(`/api/v1/imports?groupId=${theirs.group.id}`)).toEqual([]);
    expect((await items<CallIn>('/api/v1/call-ins')).map(({ id }) => id)).toEqual([mine.callIn.id]);
    expect(await items('/api/v1/call-ins?groupName=theirs')).toEqual([]);
    expect(await items(`/api/v1/call-ins?dnis=${encodeURIComponent(theirs.callIn.toPhoneNumber)}`)).toEqual([]);
    const { body } = await bound.get<string>('/api/v1/call-ins.csv');
    expect([body.includes(mine.callIn.id), body.includes(theirs.callIn.id)]).toEqual([true, false]);
  });

  it('call-ins are of its group, by either route', async () => {
    const create = (groupName: string) =>
      bound.send<CreatedCallIn & Refusal>('POST', '/api/v1/call-ins', { groupName });
    expect(await create('theirs')).toMatchObject({ status: 404, body: { code: 'GROUP_NOT_FOUND' } });
    expect((await create('MINE')).status).toBe(201);
    const path = '/engagement/v3/call-in/requests/create';
    expect((await bound.send('POST', path, { groupName: 'theirs' })).status).toBe(404);
    expect((await bound.send('POST', path, { groupName: 'mine' })).status).toBe(200);
  });

  it('a call to a number that is not of its group alone is one to no number', async () => {
    const match = async (dnis: string, client = bound) =>
      (await client.send<MatchAnswer>('POST', '/api/v1/call-ins/match', { dnis })).body;
    expect(await match(theirs.callIn.toPhoneNumber)).toEqual({ outcome: 'rejected', reason: 'UNKNOWN_DNIS' });
    const fill = () => api.send<CreatedCallIn>('POST', '/api/v1/call-ins', { groupName: 'theirs' });
    for (let made = 0; made < 3; made += 1) await fill();
    expect(await match(OVERFLOW)).toEqual({ outcome: 'rejected', reason: 'UNKNOWN_DNIS' });
    expect(await match('+18005550404')).toMatchObject({ outcome: 'rejected', reason: 'UNKNOWN_DNIS' });
    expect((await match(mine.callIn.toPhoneNumber)).outcome).toBe('matched');
    expect((await match(theirs.callIn.toPhoneNumber, api)).outcome).toBe('matched');
  });

  it('attempts are those on numbers of its group, and of no earlier one of its name', async () => {
    const earlier = {
      _id: 'earlier',
      at: new Date(0),
      dnis: mine.dnis,
      groupName: 'mine',
      caller: null,
      reason: 'NO_CALL_IN',
    };
    await system.database.collection<{ _id: string }>('attempts').insertOne(earlier);
    const matched = await items<Attempt>('/api/v1/attempts?outcome=matched');
    expect(matched.map(({ callInId }) => callInId)).toEqual([mine.callIn.id]);
    expect(await items('/api/v1/attempts?reason=NO_CALL_IN')).toEqual([]);
    await bound.send('POST', '/api/v1/call-ins/match', { dnis: mine.callIn.toPhoneNumber });
    // The overflow number is of both groups.
    const rejected = await items<Attempt>('/api/v1/attempts?outcome=rejected');
    expect(rejected.map(({ groupName, dnis }) => [groupName, dnis])).toEqual([
      ['mine', mine.callIn.toPhoneNumber],
      ['mine', OVERFLOW],
    ]);
  });

  it('a socket tells of its group alone', async () => {
    const open = (asks: string, hears: string) =>
      LiveClient.open<{ ok: true; items: CallIn[] }, { items: CallIn[] }>(api.url, BOUND, { asks, hears });
    const groups = await open('group:watch', 'group:use');
    expect(await groups.ask({ groupId: theirs.group.id })).toEqual({ ok: false, code: 'GROUP_NOT_FOUND' });
    expect(await groups.ask({ groupId: mine.group.id })).toMatchObject({ ok: true });
    const imports = await open('import:watch', 'import:changed');
    expect(await imports.ask({ importId: theirs.import.id })).toEqual({ ok: false, code: 'IMPORT_NOT_FOUND' });
    expect(await imports.ask({ importId: mine.import.id })).toMatchObject({ ok: true });

    const callIns = await open('call-ins:watch', 'call-ins:changed');
    const page = await callIns.watch({ filter: {} });
    expect(new Set(page.items.map(({ groupName }) => groupName))).toEqual(new Set(['mine']));
    const told = () => callIns.told.flatMap(({ message }) => message.items.map(({ groupName }) => groupName));
    const isMineTold = (times: number) =>
      until(
        () => Promise.resolve(told()),
        (names) => names.filter((name) => name === 'mine').length >= times,
      );
    for (const groupName of ['theirs', 'mine']) await api.send('POST', '/api/v1/call-ins', { groupName });
    await isMineTold(1);
    // Changes are told in their order: once another has been, nothing of those before is still to come.
    await api.send('POST', '/api/v1/call-ins', { groupName: 'mine' });
    await isMineTold(2);
    expect(new Set(told())).toEqual(new Set(['mine']));
    for (const client of [groups, imports, callIns]) client.close();
  });
});
