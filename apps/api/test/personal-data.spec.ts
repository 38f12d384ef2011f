import { ALL_ENDPOINTS, type CallIn, type CallInsSnapshot, type CreatedCallIn, type Problem } from '@ctci/contracts';
import { until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CheckedClient } from './support/checked-client.js';
import { LiveClient } from './support/live.js';
import { numbersFrom } from './support/numbers.js';
import { KEY, System } from './support/system.js';

const CALLER = '+12025550123';
const OTHER = '+14155550177';
const SECRET = 'xyzzy-of-the-customer';
const READER = 'only-reads-0123456789abcdef012345678';
const SUPERVISOR = 'reads-personal-0123456789abcdef01234';
const TRUNK = 'only-matches-0123456789abcdef0123456';
const SHOP = 'only-creates-0123456789abcdef0123456';

const system = new System();
let api: CheckedClient;
const by = (key: string) => new CheckedClient(api.url, key);
const create = async (client: CheckedClient, call: object) =>
  (await client.send<CreatedCallIn>('POST', '/api/v1/call-ins', call)).body;

let waiting: CreatedCallIn;
let matched: CreatedCallIn;
const codes: string[] = [];

beforeAll(async () => {
  api = await system.startApi();
  await system.addKey(READER, ['read']);
  await system.addKey(SUPERVISOR, ['read', 'read:personal']);
  await system.addKey(TRUNK, ['call-ins:match']);
  await system.addKey(SHOP, ['call-ins:create']);
  const settings = { generateAccessCode: true, accessCodeLength: 12, expirySeconds: 300 };
  await api.createGroup({ name: 'Sales', numbers: numbersFrom(1, 10), settings });
  const call = { groupName: 'Sales', fromPhoneNumber: CALLER, userData: { note: SECRET } };
  waiting = await create(by(SHOP), call);
  matched = await create(by(SHOP), call);
  const arrived = { dnis: matched.toPhoneNumber, accessCode: matched.accessCode, callerNumber: CALLER, callId: 'one' };
  await by(TRUNK).send('POST', '/api/v1/call-ins/match', arrived);
  await by(TRUNK).send('POST', '/api/v1/call-ins/match', {
    dnis: '+18005559999',
    callerNumber: OTHER,
    accessCode: '9',
  });
  codes.push(waiting.accessCode!, matched.accessCode!);
});

afterAll(() => system.stop());

/** Everything that a key can read, by every route that reads, about what there is. */
async function readAll(key: string): Promise<Map<string, string>> {
  const groups = (await api.get<{ items: { id: string }[] }>('/api/v1/groups')).body.items;
  const answers = new Map<string, string>();
  for (const { method, path, allow } of ALL_ENDPOINTS) {
    if (method !== 'GET' || allow === 'public') continue;
    for (const callInId of [waiting.id, matched.id]) {
      const about = path
        .replace(':groupId', groups[0]!.id)
        .replace(':dnis', waiting.toPhoneNumber)
        .replace(':callInId', callInId);
      const { status, body } = await by(key).get(about);
      if (status === 200) answers.set(`${path} ${callInId}`, typeof body === 'string' ? body : JSON.stringify(body));
    }
  }
  return answers;
}

const RECORDS = ['/api/v1/call-ins', '/api/v1/call-ins.csv', '/api/v1/call-ins/:callInId', '/api/v1/attempts'];

describe('route by route', () => {
  it('whoever may not see personal data sees none, and of a number the ends', async () => {
    const answers = await readAll(READER);
    for (const path of RECORDS) {
      const [, text] = [...answers].find(([route]) => route.startsWith(`${path} `))!;
      expect(text).toContain('+1202•••0123');
    }
    expect(answers.get(`/api/v1/attempts ${waiting.id}`)).toContain('+1415•••0177');
    for (const [route, text] of answers) {
      for (const secret of [CALLER, CALLER.slice(1), OTHER, SECRET, ...codes]) {
        expect([route, text.includes(secret)]).toEqual([route, false]);
      }
    }
  });

  it.each([
    ['a key with read:personal', SUPERVISOR],
    ['an administrator', KEY],
  ])('%s sees whole numbers and user data, and never a code', async (_, key) => {
    const answers = await readAll(key);
    for (const path of RECORDS) {
      const text = [...answers].find(([route]) => route.startsWith(`${path} `))![1];
      expect(text).toContain(CALLER);
      expect(text.includes(SECRET)).toBe(path !== '/api/v1/attempts');
    }
    for (const [route, text] of answers) {
      for (const code of codes) expect([route, text.includes(code)]).toEqual([route, false]);
    }
  });

  it('whoever creates or cancels is told no more of it afterwards than whoever reads', async () => {
    const made = await create(by(SHOP), { groupName: 'Sales', fromPhoneNumber: OTHER, userData: { note: SECRET } });
    expect(made).toMatchObject({ fromPhoneNumber: OTHER, accessCode: expect.stringMatching(/^\d{12}$/) });
    const { body } = await by(SHOP).send<CallIn>('POST', `/api/v1/call-ins/${made.id}/cancel`);
    expect(body).toMatchObject({ state: 'cancelled', fromPhoneNumber: '+1415•••0177' });
    expect(body).not.toHaveProperty('userData');
    expect(body).not.toHaveProperty('accessCode');
  });

  it('a call that is matched brings the user data to the trunk', async () => {
    const made = await create(by(SHOP), { groupName: 'Sales', fromPhoneNumber: OTHER, userData: { note: SECRET } });
    const call = { dnis: made.toPhoneNumber, accessCode: made.accessCode, callerNumber: OTHER };
    const { body } = await by(TRUNK).send('POST', '/api/v1/call-ins/match', call);
    expect(body).toMatchObject({ callIn: { userData: { note: SECRET } } });
    expect(JSON.stringify(body)).not.toContain(made.accessCode);
  });
});

describe('filters', () => {
  const query = `?fromPhoneNumber=${encodeURIComponent(CALLER)}`;

  it('by a whole number are for whoever may see one: others could try them all', async () => {
    for (const path of ['/api/v1/call-ins', '/api/v1/call-ins.csv']) {
      for (const number of [query, '?fromPhoneNumber=%2B12025550199', '?fromPhoneNumber=', '?fromPhoneNumber=x']) {
        const refused = await by(READER).get<Problem>(`${path}${number}`);
        expect([refused.status, refused.body.code]).toEqual([403, 'FORBIDDEN']);
        expect(refused.body.detail).toContain('read:personal');
      }
      const { status, body } = await by(SUPERVISOR).get(`${path}${query}`);
      expect([status, JSON.stringify(body).includes(waiting.id)]).toEqual([200, true]);
    }
  });

  it('are the same on the socket', async () => {
    const filter = { fromPhoneNumber: CALLER };
    const reader = await LiveClient.open(api.url, READER, { asks: 'call-ins:watch', hears: 'call-ins:changed' });
    const supervisor = await LiveClient.open(api.url, SUPERVISOR, {
      asks: 'call-ins:watch',
      hears: 'call-ins:changed',
    });
    expect(await reader.ask({ filter })).toEqual({ ok: false, code: 'FORBIDDEN' });
    expect(await supervisor.ask({ filter })).toMatchObject({ ok: true });
    reader.close();
    supervisor.close();
  });
});

describe('socket by socket', () => {
  const watching = async (key: string) => {
    const names = { asks: 'call-ins:watch', hears: 'call-ins:changed' };
    const client = await LiveClient.open<CallInsSnapshot, { items: CallIn[] }>(api.url, key, names);
    return { client, snapshot: await client.watch({ filter: { groupName: 'Sales' } }) };
  };
  const told = (client: LiveClient<CallInsSnapshot, { items: CallIn[] }>, id: string) =>
    until(
      () => Promise.resolve(client.told.flatMap(({ message }) => message.items).filter((item) => item.id === id)),
      (items) => items.some(({ state }) => state === 'cancelled'),
    );

  it('watchers of the same call-ins are told what each may see', async () => {
    const [reader, supervisor] = [await watching(READER), await watching(SUPERVISOR)];
    const made = await create(by(SHOP), { groupName: 'Sales', fromPhoneNumber: CALLER, userData: { note: SECRET } });
    await by(SHOP).send('POST', `/api/v1/call-ins/${made.id}/cancel`);

    const seen = JSON.stringify([reader.snapshot, await told(reader.client, made.id)]);
    for (const secret of [CALLER, OTHER, SECRET, made.accessCode!, ...codes]) expect(seen).not.toContain(secret);
    expect(seen).toContain('+1202•••0123');
    const whole = JSON.stringify([supervisor.snapshot, await told(supervisor.client, made.id)]);
    for (const secret of [CALLER, SECRET]) expect(whole).toContain(secret);
    for (const code of [made.accessCode!, ...codes]) expect(whole).not.toContain(code);
    reader.client.close();
    supervisor.client.close();
  });
});

describe('what is stored', () => {
  it('has a code for as long as the call-in waits', async () => {
    const stored = async ({ id }: CreatedCallIn) =>
      JSON.stringify(await system.database.collection('callIns').findOne({ _id: id as never }));
    expect(await stored(waiting)).toContain(waiting.accessCode);
    expect(await stored(matched)).not.toContain(matched.accessCode);
    const headers = { 'idempotency-key': 'a-key' };
    const call = { groupName: 'Sales', fromPhoneNumber: CALLER };
    const kept = (await by(SHOP).send<CreatedCallIn>('POST', '/api/v1/call-ins', call, headers)).body;
    const keys = JSON.stringify(await system.database.collection('idempotencyKeys').find().toArray());
    for (const secret of [kept.accessCode!, CALLER]) expect(keys).not.toContain(secret);
  });

  it('knows an erased caller no more, wherever it was: others stay', async () => {
    const living = await create(by(SHOP), { groupName: 'Sales', fromPhoneNumber: '(202) 555-0123 x', userData: {} });
    await by(TRUNK).send('POST', '/api/v1/call-ins/match', { dnis: '+18005559999', callerNumber: CALLER });
    expect(await by(READER).send('POST', '/api/v1/erasure', { phoneNumber: CALLER })).toMatchObject({ status: 403 });
    const everything = async () =>
      Promise.all(
        ['callIns', 'attempts', 'audit', 'idempotencyKeys', 'leases'].map((name) =>
          system.database.collection(name).find().toArray(),
        ),
      );
    expect(JSON.stringify(await everything())).toContain(CALLER);

    const { status, body } = await api.send('POST', '/api/v1/erasure', { phoneNumber: 'tel:+1-202-555-0123' });
    expect([status, body]).toEqual([200, { records: 4, attempts: 1 }]);

    const left = JSON.stringify(await everything());
    expect(left).not.toContain(CALLER);
    expect(left).toContain(OTHER);
    const { body: record } = await api.get<CallIn>(`/api/v1/call-ins/${matched.id}`);
    expect(record).toMatchObject({
      state: 'matched',
      fromPhoneNumber: null,
      match: { callerNumber: null, callId: null },
    });
    expect(record).not.toHaveProperty('userData');
    expect((await api.get<CallIn>(`/api/v1/call-ins/${waiting.id}`)).body.state).toBe('cancelled');
    expect((await api.get<CallIn>(`/api/v1/call-ins/${living.id}`)).body.fromPhoneNumber).toBe('(202) 555-0123 x');

    const raw = await api.send('POST', '/api/v1/erasure', { phoneNumber: '(202) 555-0123 x' });
    expect(raw.body).toEqual({ records: 1, attempts: 0 });
    expect((await api.get<CallIn>(`/api/v1/call-ins/${living.id}`)).body.fromPhoneNumber).toBeNull();
    for (const phoneNumber of [{ $ne: '' }, ['x'], '', null, 'x'.repeat(129)]) {
      expect(await api.send('POST', '/api/v1/erasure', { phoneNumber })).toMatchObject({ status: 422 });
    }
  });
});
