import { type CreatedApiKey, type CreatedCallIn, type InvitedUser } from '@ctci/contracts';
import { connect, until } from '@ctci/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { CheckedClient } from './support/checked-client.js';
import { numbersFrom } from './support/numbers.js';
import { cookieIn, PersonClient } from './support/people.js';
import { KEY, System } from './support/system.js';

const system = new System();
let api: CheckedClient;

/** Everything that must not be in a log; what is made on the way is added. */
const SECRETS: string[] = [
  KEY,
  'xyzzy-of-the-customer',
  'secretOfMine',
  'nine unrelated words',
  'a-wrong-key-of-32-characters-or-so',
];
const CALLERS = ['+12025550123', '+14155550177', '+13105550188'];
const secret = <Text extends string | null | undefined>(text: Text): Text => {
  if (text) SECRETS.push(text);
  return text;
};

beforeAll(async () => {
  const loud = { LOG_LEVEL: 'trace' };
  [api] = await Promise.all([
    system.startApi(loud),
    system.start('import-worker', loud),
    system.start('expiry-worker', loud),
  ]);
});

afterAll(() => system.stop());

const call = (body: object, headers = {}) =>
  api.send<Partial<CreatedCallIn>>('POST', '/api/v1/call-ins', body, headers);
const raw = (path: string, body: string, headers = {}) =>
  fetch(`${api.url}${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-api-key': KEY, ...headers },
  });
const userData = { secretOfMine: 'xyzzy-of-the-customer' };

async function callIns() {
  const settings = { generateAccessCode: true, accessCodeLength: 12, expirySeconds: 10, maxLivePerCaller: 2 };
  await api.createGroup({ name: 'Sales', numbers: numbersFrom(1, 3), settings });
  const shared = { groupName: 'Sales', fromPhoneNumber: CALLERS[0], userData };
  for (const more of [{}, { 'idempotency-key': randomUUID() }, {}]) {
    const { body } = await call(shared, more);
    const code = secret(body.accessCode);
    const arrived = { dnis: body.toPhoneNumber ?? '+18005550001', callerNumber: CALLERS[1], accessCode: code };
    await api.send('POST', '/api/v1/call-ins/match', { ...arrived, accessCode: '987654321098' });
    await api.send('POST', '/api/v1/call-ins/match', arrived);
  }
  SECRETS.push('987654321098');
  await call({ ...shared, userData: { 'not an identifier': 'xyzzy-of-the-customer' } });
  await call({ groupName: 'Nobody', fromPhoneNumber: CALLERS[2], userData });
  const compatible = { groupName: 'Sales', fromPhoneNumber: CALLERS[2], userData: JSON.stringify(userData) };
  await api.send('POST', '/engagement/v3/call-in/requests/create', compatible);
  for (const number of CALLERS) await api.get(`/api/v1/call-ins?fromPhoneNumber=${encodeURIComponent(number)}`);
  await api.get('/api/v1/call-ins.csv');
  await api.send('POST', '/api/v1/erasure', { phoneNumber: CALLERS[1] });
}

/** What goes wrong is where a log tells most. */
async function mistakes() {
  await raw(
    '/api/v1/call-ins',
    `{"fromPhoneNumber":"${CALLERS[0]!}","userData":{"secretOfMine":"xyzzy-of-the-customer"`,
  );
  await raw('/api/v1/call-ins', '{}', { 'x-api-key': 'a-wrong-key-of-32-characters-or-so' });
  await raw(`/api/v1/call-ins?apiKey=${KEY}`, '{}', { 'x-api-key': '', authorization: `Bearer ${KEY}` });
  await raw(`/api/v1/call-ins/${CALLERS[0]!}/cancel`, '{}');
  await raw(`/api/v1/nothing/${encodeURIComponent(CALLERS[0]!)}`, '{}', { cookie: `session=${KEY}` });
  await raw('/api/v1/groups/x%/y', `"${CALLERS[0]!}"`);
  await connect(api.url, 'a-wrong-key-of-32-characters-or-so').catch(() => undefined);
  const socket = await connect(api.url, KEY);
  await socket.emitWithAck('call-ins:watch', { filter: { fromPhoneNumber: CALLERS[0] } });
  await socket.emitWithAck('call-ins:watch', { secretOfMine: 'xyzzy-of-the-customer' });
  socket.close();
}

async function people() {
  const nobody = new CheckedClient(api.url, '');
  const { body: user } = await api.send<InvitedUser>('POST', '/api/v1/users', { email: 'ada@x.org', role: 'monitor' });
  const token = secret(new URL(user.link!).searchParams.get('token')!);
  const password = 'nine unrelated words';
  const welcomed = await nobody.send('POST', '/api/v1/session/welcome', { token, password });
  secret(cookieIn(welcomed).split('=')[1]!);
  await nobody.send('POST', '/api/v1/session/welcome', { token, password });
  await nobody.send('POST', '/api/v1/session', { email: 'ada@x.org', password: `${password} but wrong` });
  await new PersonClient(api.url, cookieIn(welcomed)).send('POST', '/api/v1/session/second-factor', { password });
  const { body: made } = await api.send<CreatedApiKey>('POST', '/api/v1/api-keys', { name: 'Shop', scopes: ['read'] });
  secret(made.key);
  if (!made.key) throw new Error('no key was made');
  await new CheckedClient(api.url, made.key).get('/api/v1/groups');
}

it('no log of any process, at its loudest, holds a secret, a code, a caller’s number or user data', async () => {
  await callIns();
  await mistakes();
  await people();
  const { items } = (await api.get<{ items: { id: string }[] }>('/api/v1/groups')).body;
  await api.startImport(items[0]!.id, '+18005550040,a\nnonsense,b\n');
  const logs = await until(
    () => system.logs(),
    (text) => text.includes('import-worker') && text.includes('"level":"debug"'),
  );

  expect(logs.split('\n').length).toBeGreaterThan(50);
  expect(SECRETS.length).toBeGreaterThan(9);
  for (const number of CALLERS) SECRETS.push(number.slice(1), number.slice(2));
  expect(SECRETS.filter((text) => logs.includes(text))).toEqual([]);
});
