import { type NewSecondFactor, type User } from '@ctci/contracts';
import { until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TOTP, URI } from 'otpauth';
import { CheckedClient, fieldsOf, type Refusal } from './support/checked-client.js';
import { GOOD, Members } from './support/members.js';
import { cookieIn, PersonClient } from './support/people.js';
import { System } from './support/system.js';

const system = new System();
let api: CheckedClient;
let members: Members;
let nobody: CheckedClient;

beforeAll(async () => {
  api = await system.startApi({ LOG_LEVEL: 'trace' });
  members = new Members(system, api);
  nobody = new CheckedClient(api.url, '');
});

afterAll(() => system.stop());

describe('a sign-in', () => {
  it('sets a cookie that no script reads and no other site sends', async () => {
    await members.member('cookie@example.org');
    const answer = await members.signIn('COOKIE@example.org');
    expect(answer.status).toBe(200);
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^ctci-session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
    members.secrets.push(cookieIn(answer).split('=')[1]!);
  });

  it('answers the same to whoever is not there, has another password, is only invited, or is disabled', async () => {
    const { id } = await members.member('off@example.org');
    await api.send('PATCH', `/api/v1/users/${id}`, { disabled: true });
    members.tokenIn((await members.invite('invited@example.org')).link);
    const tries = [
      await members.signIn('nobody@example.org'),
      await members.signIn('cookie@example.org', 'nine unrelated wordz'),
      await members.signIn('invited@example.org'),
      await members.signIn('off@example.org'),
    ];
    for (const { status, body, headers } of tries) {
      expect([status, body.code, body.detail]).toEqual([401, 'WRONG_CREDENTIALS', tries[0]!.body.detail]);
      expect(headers.getSetCookie()).toEqual([]);
    }
  });

  it('takes the place of the session that the browser had', async () => {
    const { browser } = await members.member('again@example.org');
    const answer = await browser.send('POST', '/api/v1/session', { email: 'again@example.org', password: GOOD });
    expect((await browser.get('/api/v1/session')).status).toBe(401);
    expect((await members.browserOf(answer).get('/api/v1/session')).status).toBe(200);
  });

  it('ends with a sign-out, here or everywhere, and when its time is over', async () => {
    const { browser: one, id } = await members.member('out@example.org');
    const [two, three, four] = await Promise.all(
      [1, 2, 3].map(async () => members.browserOf(await members.signIn('out@example.org'))),
    );
    const isIn = async (browser: PersonClient) => (await browser.get('/api/v1/session')).status === 200;
    const signedOut = await one.send('DELETE', '/api/v1/session');
    expect([signedOut.status, cookieIn(signedOut)]).toEqual([204, '']);
    expect([await isIn(one), await isIn(two!)]).toEqual([false, true]);

    await system.database.collection('sessions').updateMany({}, { $set: { seenAt: new Date(0) } });
    expect(await isIn(two!)).toBe(true);
    const seen = { seenAt: { $gt: new Date(0) } }; // written down once the answer is out
    const expire = () => system.database.collection('sessions').updateOne(seen, { $set: { expiresAt: new Date() } });
    await until(expire, ({ matchedCount }) => matchedCount === 1);
    expect(await isIn(two!)).toBe(false);

    expect((await three!.send('DELETE', '/api/v1/session/all')).status).toBe(204);
    expect([await isIn(three!), await isIn(four!)]).toEqual([false, false]);
    const five = members.browserOf(await members.signIn('out@example.org'));
    expect((await api.send('POST', `/api/v1/users/${id}/sign-out`)).status).toBe(204);
    expect(await isIn(five)).toBe(false);
  });

  it('takes no operators, and no key for a cookie', async () => {
    const strange = { email: { $ne: null }, password: { $ne: null } };
    expect((await nobody.send('POST', '/api/v1/session', strange)).status).toBe(422);
    const { browser } = await members.member('both@example.org');
    expect((await browser.get('/api/v1/session', { 'x-api-key': 'wrong' })).status).toBe(401);
    expect((await new PersonClient(api.url, `ctci-session=${api.apiKey}`).get('/api/v1/session')).status).toBe(401);
  });
});

describe('a password', () => {
  it('is changed by whoever knows it, who is signed out everywhere else', async () => {
    const { browser, id } = await members.member('change@example.org');
    const other = members.browserOf(await members.signIn('change@example.org'));
    const change = (currentPassword: string, newPassword: string) =>
      browser.send<Refusal>('POST', '/api/v1/session/password', { currentPassword, newPassword });
    const next = 'seven other sentences';
    members.secrets.push(next);
    expect(fieldsOf(await change('wrong', next))).toEqual(['currentPassword WRONG_PASSWORD']);
    expect(fieldsOf(await change(GOOD, 'change@example.org'))).toEqual(['newPassword PASSWORD_TOO_COMMON']);
    expect((await change(GOOD, next)).status).toBe(204);
    expect([(await browser.get('/api/v1/session')).status, (await other.get('/api/v1/session')).status]).toEqual([
      200, 401,
    ]);
    expect([
      (await members.signIn('change@example.org')).status,
      (await members.signIn('change@example.org', next)).status,
    ]).toEqual([401, 200]);
    expect(await members.auditOf(id)).toMatchObject([
      {},
      {},
      { who: 'user:change@example.org', what: 'user.password.changed' },
    ]);
  });
});

describe('a second factor', () => {
  it('is asked for once it is confirmed; each code is good once, and so is each backup code', async () => {
    const { browser, id } = await members.member('factor@example.org');
    const begin = (password: string) =>
      browser.send<NewSecondFactor & Refusal>('POST', '/api/v1/session/second-factor', { password });
    expect(fieldsOf(await begin('wrong'))).toEqual(['password WRONG_PASSWORD']);
    const { body } = await begin(GOOD);
    const totp = URI.parse(body.uri) as TOTP;
    members.secrets.push(totp.secret.base32, ...body.backupCodes);
    expect([totp.issuer, totp.label, body.backupCodes.length]).toEqual(['Click-To-Call-In', 'factor@example.org', 10]);
    expect((await members.signIn('factor@example.org')).status).toBe(200); // not yet

    const confirm = (code: string) => browser.send<Refusal>('POST', '/api/v1/session/second-factor/confirm', { code });
    expect(fieldsOf(await confirm('000000'))).toEqual(['code WRONG_SECOND_FACTOR']);
    const first = totp.generate({ timestamp: Date.now() - 30_000 });
    expect((await confirm(first)).status).toBe(204);
    expect((await begin(GOOD)).body.code).toBe('SECOND_FACTOR_ON');
    expect((await confirm(totp.generate())).body.code).toBe('NO_SECOND_FACTOR');

    const codeOf = async (code?: string) => {
      const { status, body } = await members.signIn('factor@example.org', GOOD, code);
      return status === 200 ? 'in' : body.code;
    };
    expect((await members.signIn('factor@example.org', 'wrong', totp.generate())).body.code).toBe('WRONG_CREDENTIALS');
    expect([await codeOf(), await codeOf('123')]).toEqual(['SECOND_FACTOR_REQUIRED', 'WRONG_SECOND_FACTOR']);
    expect(await codeOf(first)).toBe('WRONG_SECOND_FACTOR');
    const next = totp.generate({ timestamp: Date.now() + 30_000 }); // good for long enough, however slow the machine
    const both = await Promise.all([codeOf(next), codeOf(next)]);
    expect(both.sort()).toEqual(['WRONG_SECOND_FACTOR', 'in']);
    const [backup = ''] = body.backupCodes;
    expect([await codeOf(backup.toUpperCase()), await codeOf(backup)]).toEqual(['in', 'WRONG_SECOND_FACTOR']);

    expect((await api.get<User>(`/api/v1/users/${id}`)).body.secondFactor).toBe(true);
    expect((await browser.send('DELETE', '/api/v1/session/second-factor', { password: GOOD })).status).toBe(204);
    expect(await codeOf()).toBe('in');
  });

  it('is taken away by an administrator’s reset, with the password', async () => {
    const { browser, id } = await members.member('lost@example.org');
    const { body } = await browser.send<NewSecondFactor>('POST', '/api/v1/session/second-factor', { password: GOOD });
    const totp = URI.parse(body.uri) as TOTP;
    await browser.send('POST', '/api/v1/session/second-factor/confirm', { code: totp.generate() });
    expect((await members.signIn('lost@example.org')).body.code).toBe('SECOND_FACTOR_REQUIRED');
    const reset = await api.send<{ link: string }>('POST', `/api/v1/users/${id}/reset`);
    expect((await browser.get('/api/v1/session')).status).toBe(200); // until the link is used
    expect((await members.welcome(members.tokenIn(reset.body.link))).status).toBe(200);
    expect((await browser.get('/api/v1/session')).status).toBe(401);
    expect((await members.signIn('lost@example.org')).status).toBe(200);
  });
});

it('keeps no secret as it is, and logs none', async () => {
  expect(await members.secretsFound()).toEqual([]);
  expect(members.secrets.length).toBeGreaterThan(10);
});
