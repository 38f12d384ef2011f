import { type CreatedCallIn, type Group, type Problem } from '@ctci/contracts';
import { type Answer } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallInClient, EXPIRY } from './support/call-in-client.js';
import { CheckedClient } from './support/checked-client.js';
import { dnisOf } from './support/numbers.js';
import { System } from './support/system.js';

const system = new System();
let api: CheckedClient;
let callIns: CallInClient;
beforeAll(async () => {
  api = await system.startApi();
  callIns = new CallInClient(api);
});
afterAll(() => system.stop());

/** Whatever a client may send. */
const create = (body: unknown): Promise<Answer<CreatedCallIn & Problem>> => api.send('POST', '/api/v1/call-ins', body);

/** In a word: how a call was matched, or why not. */
async function outcome(call: object): Promise<string> {
  const answer = await callIns.match(call);
  return answer.outcome === 'matched' ? `${answer.matchedBy} of ${answer.candidates}` : answer.reason;
}

const retryAfter = ({ headers }: Answer<unknown>) => Number(headers.get('retry-after'));
const JO = '+12025550123';
const MIA = '+12025550199';

describe('a new call-in', () => {
  it('is answered whole, and is found at its location without its code', async () => {
    const { name, dnis } = await callIns.groupOf(1, {
      generateAccessCode: true,
      accessCodeLength: 8,
      expirySeconds: 60,
    });
    const callbackServiceId = '0E6B8A1C-1111-4222-8333-444455556666';
    const userData = { customerId: '42', basket: { items: [1, 2] } };

    const answer = await callIns.create(name, {
      fromPhoneNumber: '(202) 555-0123',
      userData,
      callbackServiceId,
    });

    expect(answer).toMatchObject({
      status: 201,
      body: {
        ...{ groupName: name, toPhoneNumber: dnis[0], overflow: false, state: 'waiting', endedAt: null, match: null },
        ...{ accessCodeLength: 8, fromPhoneNumber: '(202) 555-0123', userData },
        callbackServiceId: callbackServiceId.toLowerCase(),
      },
    });
    const { accessCode, ...record } = answer.body;
    expect(accessCode).toMatch(/^[1-9][0-9]{7}$/);
    expect(Date.parse(record.expiresAt) - Date.parse(record.createdAt)).toBe(60_000);
    expect((await api.get(answer.headers.get('location')!)).body).toEqual(record);
  });

  it.each([
    ['a group that is none', { groupName: 'nowhere' }, 404, 'GROUP_NOT_FOUND'],
    ['a name that can be none', { groupName: '\u0000' }, 404, 'GROUP_NOT_FOUND'],
  ])('is refused for %s', async (_, body, status, code) => {
    expect(await create(body)).toMatchObject({ status, body: { code } });
  });

  it('is refused by a draft, and by a group that is being deleted', async () => {
    await api.createGroup({ name: 'draft' });
    expect(await callIns.create('draft')).toMatchObject({ status: 409, body: { code: 'GROUP_DRAFT' } });

    const { id, name } = await callIns.groupOf(1);
    const { id: callInId } = await callIns.created(name);
    expect(await api.send<Group>('DELETE', `/api/v1/groups/${id}`)).toMatchObject({
      status: 202,
      body: { poolSize: 0 },
    });
    expect(await callIns.create(name)).toMatchObject({ status: 409, body: { code: 'GROUP_DELETING' } });
    await callIns.cancel({ id: callInId });
  });

  it('finds its group without regard to case', async () => {
    const { name } = await callIns.groupOf(1);
    expect((await callIns.created(` ${name.toUpperCase()} `)).groupName).toBe(name);
  });

  it('shares the numbers of its pool evenly', async () => {
    const { name, dnis } = await callIns.groupOf(10);
    const handedOut = await Promise.all(Array.from({ length: 100 }, () => callIns.created(name)));
    const each = Map.groupBy(handedOut, ({ toPhoneNumber }) => toPhoneNumber);
    expect([...each.keys()].sort()).toEqual(dnis);
    expect([...each.values()].map(({ length }) => length)).toEqual(Array.from({ length: 10 }, () => 10));
  });
});

describe('a unique number', () => {
  it('is handed out to one call-in at a time, and again once it is free', async () => {
    const { id, name, dnis } = await callIns.groupOf(2, { uniqueDnis: true });
    const [one, other] = [await callIns.created(name), await callIns.created(name)];
    expect([one.toPhoneNumber, other.toPhoneNumber].sort()).toEqual(dnis);
    expect((await api.get<Group>(`/api/v1/groups/${id}`)).body).toMatchObject({ poolSize: 2, inUse: 2 });

    const refused = await callIns.create(name);
    expect(refused).toMatchObject({ status: 503, body: { code: 'POOL_EXHAUSTED' } });
    expect(retryAfter(refused)).toBeLessThanOrEqual(EXPIRY);
    expect(retryAfter(refused)).toBeGreaterThan(EXPIRY - 60);

    expect(await callIns.cancel(one)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    expect((await callIns.created(name)).toPhoneNumber).toBe(one.toPhoneNumber);
    expect(await callIns.match({ dnis: other.toPhoneNumber })).toMatchObject({ callIn: { id: other.id } });
    expect((await callIns.created(name)).toPhoneNumber).toBe(other.toPhoneNumber);
  });

  it('rests for its cool-down, and says until when', async () => {
    const { id, name, dnis } = await callIns.groupOf(1, { uniqueDnis: true, coolDownSeconds: 3_600 });
    const { id: callInId } = await callIns.created(name);
    const stateOf = async () =>
      (await api.get<{ state: string }>(`/api/v1/groups/${id}/numbers/${dnis[0]!}`)).body.state;
    expect(await stateOf()).toBe('leased');
    await callIns.cancel({ id: callInId });
    expect(await stateOf()).toBe('cooling');

    const refused = await callIns.create(name);
    expect(refused).toMatchObject({ status: 503, body: { code: 'POOL_EXHAUSTED' } });
    expect(retryAfter(refused)).toBeGreaterThan(3_500);
    expect(retryAfter(refused)).toBeLessThanOrEqual(3_600);
    for (const [state, found] of [
      ['cooling', 1],
      ['leased', 0],
      ['free', 0],
    ] as const) {
      const { body } = await api.get<{ items: unknown[] }>(`/api/v1/groups/${id}/numbers?state=${state}`);
      expect(body.items).toHaveLength(found);
    }
  });

  it('overflows, flagged and holding nothing, when the group says so', async () => {
    const overflowNumber = dnisOf(9_999);
    const { name } = await callIns.groupOf(1, { uniqueDnis: true, onExhausted: 'overflow', overflowNumber });
    await callIns.created(name);
    const two = [await callIns.created(name), await callIns.created(name)];
    for (const callIn of two) expect(callIn).toMatchObject({ toPhoneNumber: overflowNumber, overflow: true });
    expect(await outcome({ dnis: overflowNumber })).toBe('dnis of 2');
  });
});

describe('a caller', () => {
  it('has no more live call-ins than the group allows, whatever form its number comes in', async () => {
    const { name } = await callIns.groupOf(5, { maxLivePerCaller: 2 });
    const first = await callIns.created(name, { fromPhoneNumber: JO });
    await callIns.created(name, { fromPhoneNumber: 'tel:+1-202-555-0123' });
    const refused = await callIns.create(name, { fromPhoneNumber: '+1 (202) 555-0123' });
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_LIVE_CALL_INS' } });
    expect(retryAfter(refused)).toBeGreaterThan(20);
    await callIns.created(name, { fromPhoneNumber: MIA });
    await callIns.created(name, { fromPhoneNumber: 'anonymous' });
    await callIns.created(name);
    await callIns.cancel(first);
    await callIns.created(name, { fromPhoneNumber: JO });
  });

  it('is told so although its call-ins are older than the limit', async () => {
    const { id, name } = await callIns.groupOf(5);
    await callIns.created(name, { fromPhoneNumber: JO });
    await api.send('PATCH', `/api/v1/groups/${id}`, { settings: { maxLivePerCaller: 1 } });
    expect(await callIns.create(name, { fromPhoneNumber: JO })).toMatchObject({ status: 429 });
  });
});

describe('a call-in that has ended', () => {
  it('can be cancelled no more, nor matched', async () => {
    const { name } = await callIns.groupOf(2);
    const { id, toPhoneNumber: dnis } = await callIns.created(name, { fromPhoneNumber: JO });
    expect(await outcome({ dnis, callerNumber: JO })).toBe('callerNumber of 1');
    expect(await callIns.cancel({ id })).toMatchObject({ status: 409, body: { code: 'CALL_IN_ENDED' } });
    expect(await outcome({ dnis, callerNumber: JO })).toBe('ALREADY_MATCHED');
    expect(await callIns.get({ id })).toMatchObject({
      state: 'matched',
      endedAt: expect.any(String),
      match: { matchedBy: 'callerNumber', candidates: 1, callerNumber: JO },
    });
  });

  it('is none where there never was one', async () => {
    for (const answer of [
      await callIns.cancel({ id: 'x' }),
      await api.get<Problem>('/api/v1/call-ins/00000000-0000-4000-8000-000000000000'),
    ]) {
      expect(answer).toMatchObject({ status: 404, body: { code: 'CALL_IN_NOT_FOUND' } });
    }
  });
});

describe('personal data', () => {
  it('is for whoever may see it, and the code for nobody but the one who asked', async () => {
    await system.addKey('reader-0123456789', ['read', 'call-ins:create']);
    await system.addKey('supervisor-0123456789', ['read', 'read:personal']);
    const [reader, supervisor] = ['reader-0123456789', 'supervisor-0123456789'].map(
      (key) => new CheckedClient(api.url, key),
    );
    const { name } = await callIns.groupOf(1, { generateAccessCode: true });
    const made = await new CallInClient(reader!).created(name, {
      fromPhoneNumber: JO,
      userData: { a: 1 },
    });
    expect(made).toMatchObject({ fromPhoneNumber: JO, userData: { a: 1 }, accessCode: expect.any(String) });

    const path = `/api/v1/call-ins/${made.id}`;
    const list = `/api/v1/call-ins?groupName=${encodeURIComponent(name)}`;
    const seen = async (client: CheckedClient) => {
      const { items } = (await client.get<{ items: Record<string, unknown>[] }>(list)).body;
      return [(await client.get<Record<string, unknown>>(path)).body, ...items];
    };
    for (const record of await seen(reader!)) {
      expect(record).toMatchObject({ fromPhoneNumber: '+1202•••0123' });
      expect(record).not.toHaveProperty('userData');
    }
    for (const record of await seen(supervisor!)) {
      expect(record).toMatchObject({ fromPhoneNumber: JO, userData: { a: 1 } });
      expect(JSON.stringify(record)).not.toContain(made.accessCode);
    }
    await callIns.cancel(made);
    expect(
      JSON.stringify(await system.database.collection('callIns').findOne({ _id: made.id as never })),
    ).not.toContain(made.accessCode);
  });

  it('is never written to a log, nor is a code', async () => {
    const { name } = await callIns.groupOf(1, { generateAccessCode: true, accessCodeLength: 12 });
    const made = await callIns.created(name, { fromPhoneNumber: '+14155550177', userData: { secretOfMine: 'xyzzy' } });
    await callIns.match({ dnis: made.toPhoneNumber, accessCode: made.accessCode, callerNumber: '+14155550178' });
    await api.get(`/api/v1/call-ins?fromPhoneNumber=%2B14155550177`);
    const logs = await system.logs();
    for (const secret of ['4155550177', '4155550178', 'xyzzy', 'secretOfMine', made.accessCode!]) {
      expect(logs).not.toContain(secret);
    }
  });
});
