import { type InvitedUser, type NewSecondFactor, type Session, type User } from '@ctci/contracts';
import { type Answer } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOTP, URI } from 'otpauth';
import { CheckedClient, fieldsOf, type Refusal } from './support/checked-client.js';
import { addPerson, addSession, cookieIn, PersonClient } from './support/people.js';
import { System } from './support/system.js';

const system = new System();
let api: CheckedClient;
let nobody: CheckedClient;

const GOOD = 'nine unrelated words';
const SECRETS: string[] = [GOOD];

beforeAll(async () => {
  api = await system.startApi({ LOG_LEVEL: 'trace' });
  nobody = new CheckedClient(api.url, '');
}, 60_000);

afterAll(() => system.stop());

const users = () => system.database.collection('users');
const invite = async (email: string, role = 'monitor', headers = {}) => {
  const { status, body } = await api.send<InvitedUser>('POST', '/api/v1/users', { email, role }, headers);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
};
const tokenIn = (link = '') => {
  const token = new URL(link).searchParams.get('token') ?? '';
  SECRETS.push(token);
  return token;
};
const welcome = (token: string, password = GOOD, more = {}) =>
  nobody.send<Session & Refusal>('POST', '/api/v1/session/welcome', { token, password, ...more });
const signIn = (email: string, password = GOOD, code?: string) =>
  nobody.send<Session & Refusal>('POST', '/api/v1/session', { email, password, ...(code && { code }) });
const browserOf = (answer: Answer<unknown>) => new PersonClient(api.url, cookieIn(answer));
const auditOf = async (id: string) => {
  const entries = await system.database
    .collection('audit')
    .find({ 'subject.id': id })
    .sort({ at: 1, _id: 1 })
    .toArray();
  return entries.map(
    ({ who, what, before, after }) => ({ who: String(who), what: String(what), before, after }) as object,
  );
};
/** Somebody who has used their invitation. */
const member = async (email: string, role = 'monitor') => {
  const { id, link } = await invite(email, role);
  const answer = await welcome(tokenIn(link));
  return { id, browser: browserOf(answer), session: answer.body };
};

describe('an invitation', () => {
  it('is a link that is shown once, opens once, and leads to a role', async () => {
    const invited = await invite('Ada@Example.org', 'supervisor');
    expect(invited).toMatchObject({
      email: 'Ada@Example.org',
      role: 'supervisor',
      state: 'invited',
      lastSignInAt: null,
    });
    expect(invited.link).toMatch(new RegExp(`^${api.url}/welcome\\?token=[\\w-]{43}$`));
    const token = tokenIn(invited.link);

    const weak = await welcome(token, 'Password1234');
    expect([weak.status, fieldsOf(weak)]).toEqual([422, ['password PASSWORD_TOO_COMMON']]);
    expect(fieldsOf(await welcome(token, 'short'))).toEqual(['password PASSWORD_TOO_SHORT']);
    const answer = await welcome(token, GOOD, { name: 'Ada' });
    expect(answer).toMatchObject({
      status: 200,
      body: { user: { id: invited.id, name: 'Ada', role: 'supervisor' }, scopes: ['read', 'read:personal'] },
    });
    expect((await browserOf(answer).get<Session>('/api/v1/session')).body).toEqual(answer.body);
    for (const again of [token, 'x', token.slice(1)]) {
      expect(await welcome(again)).toMatchObject({ status: 410, body: { code: 'LINK_SPENT' } });
    }
    const { body } = await api.get<User>(`/api/v1/users/${invited.id}`);
    expect([body.state, body.lastSignInAt !== null]).toEqual(['active', true]);
    expect(await auditOf(invited.id)).toMatchObject([
      { who: 'api-key:bootstrap', what: 'user.invited', after: { role: 'supervisor' } },
      { who: 'user:ada@example.org', what: 'user.welcomed' },
    ]);
  });

  it('is for one e-mail address, whatever its case, and is not told again to a request that is repeated', async () => {
    const headers = { 'idempotency-key': 'invite-once' };
    const first = await invite('grace@example.org', 'monitor', headers);
    tokenIn(first.link);
    const again = await invite('grace@example.org', 'monitor', headers);
    expect(again).toEqual({ ...first, link: undefined });
    const taken = await api.send('POST', '/api/v1/users', { email: 'GRACE@example.org', role: 'monitor' });
    expect(taken).toMatchObject({ status: 409, body: { code: 'EMAIL_TAKEN' } });
    expect(await users().countDocuments({ emailKey: 'grace@example.org' })).toBe(1);
  });

  it('is good for a day, by the clock of the database', async () => {
    const { id, link } = await invite('late@example.org');
    const token = tokenIn(link);
    await users().updateOne({ emailKey: 'late@example.org' }, [
      { $set: { 'link.expiresAt': { $dateSubtract: { startDate: '$link.expiresAt', unit: 'hour', amount: 24 } } } },
    ]);
    expect((await welcome(token)).status).toBe(410);
    const { body } = await api.send<{ link: string }>('POST', `/api/v1/users/${id}/reset`);
    expect((await welcome(token)).status).toBe(410);
    expect((await welcome(tokenIn(body.link))).status).toBe(200);
  });

  it('lets in one of many who open it at once', async () => {
    const { link } = await invite('once@example.org');
    const token = tokenIn(link);
    const answers = await Promise.all([1, 2, 3, 4].map(() => welcome(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410]);
  });
});

describe('a sign-in', () => {
  it('sets a cookie that no script reads and no other site sends', async () => {
    await member('cookie@example.org');
    const answer = await signIn('COOKIE@example.org');
    expect(answer.status).toBe(200);
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^ctci-session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
    SECRETS.push(cookieIn(answer).split('=')[1]!);
  });

  it('answers the same to whoever is not there, has another password, is only invited, or is disabled', async () => {
    const { id } = await member('off@example.org');
    await api.send('PATCH', `/api/v1/users/${id}`, { disabled: true });
    tokenIn((await invite('invited@example.org')).link);
    const tries = [
      await signIn('nobody@example.org'),
      await signIn('cookie@example.org', 'nine unrelated wordz'),
      await signIn('invited@example.org'),
      await signIn('off@example.org'),
    ];
    for (const { status, body, headers } of tries) {
      expect([status, body.code, body.detail]).toEqual([401, 'WRONG_CREDENTIALS', tries[0]!.body.detail]);
      expect(headers.getSetCookie()).toEqual([]);
    }
  });

  it('takes the place of the session that the browser had', async () => {
    const { browser } = await member('again@example.org');
    const answer = await browser.send('POST', '/api/v1/session', { email: 'again@example.org', password: GOOD });
    expect((await browser.get('/api/v1/session')).status).toBe(401);
    expect((await browserOf(answer).get('/api/v1/session')).status).toBe(200);
  });

  it('ends with a sign-out, here or everywhere, and when its time is over', async () => {
    const { browser: one, id } = await member('out@example.org');
    const [two, three, four] = await Promise.all([1, 2, 3].map(async () => browserOf(await signIn('out@example.org'))));
    const isIn = async (browser: PersonClient) => (await browser.get('/api/v1/session')).status === 200;
    const signedOut = await one.send('DELETE', '/api/v1/session');
    expect([signedOut.status, cookieIn(signedOut)]).toEqual([204, '']);
    expect([await isIn(one), await isIn(two!)]).toEqual([false, true]);

    await system.database.collection('sessions').updateMany({}, { $set: { seenAt: new Date(0) } });
    expect(await isIn(two!)).toBe(true);
    const { matchedCount } = await system.database
      .collection('sessions')
      .updateOne({ seenAt: { $gt: new Date(0) } }, { $set: { expiresAt: new Date() } });
    expect([matchedCount, await isIn(two!)]).toEqual([1, false]);

    expect((await three!.send('DELETE', '/api/v1/session/all')).status).toBe(204);
    expect([await isIn(three!), await isIn(four!)]).toEqual([false, false]);
    const five = browserOf(await signIn('out@example.org'));
    expect((await api.send('POST', `/api/v1/users/${id}/sign-out`)).status).toBe(204);
    expect(await isIn(five)).toBe(false);
  });

  it('takes no operators, and no key for a cookie', async () => {
    const strange = { email: { $ne: null }, password: { $ne: null } };
    expect((await nobody.send('POST', '/api/v1/session', strange)).status).toBe(422);
    const { browser } = await member('both@example.org');
    expect((await browser.get('/api/v1/session', { 'x-api-key': 'wrong' })).status).toBe(401);
    expect((await new PersonClient(api.url, `ctci-session=${api.apiKey}`).get('/api/v1/session')).status).toBe(401);
  });
});

describe('a password', () => {
  it('is changed by whoever knows it, who is signed out everywhere else', async () => {
    const { browser, id } = await member('change@example.org');
    const other = browserOf(await signIn('change@example.org'));
    const change = (currentPassword: string, newPassword: string) =>
      browser.send<Refusal>('POST', '/api/v1/session/password', { currentPassword, newPassword });
    const next = 'seven other sentences';
    SECRETS.push(next);
    expect(fieldsOf(await change('wrong', next))).toEqual(['currentPassword WRONG_PASSWORD']);
    expect(fieldsOf(await change(GOOD, 'change@example.org'))).toEqual(['newPassword PASSWORD_TOO_COMMON']);
    expect((await change(GOOD, next)).status).toBe(204);
    expect([(await browser.get('/api/v1/session')).status, (await other.get('/api/v1/session')).status]).toEqual([
      200, 401,
    ]);
    expect([(await signIn('change@example.org')).status, (await signIn('change@example.org', next)).status]).toEqual([
      401, 200,
    ]);
    expect(await auditOf(id)).toMatchObject([
      {},
      {},
      { who: 'user:change@example.org', what: 'user.password.changed' },
    ]);
  });
});

describe('a second factor', () => {
  it('is asked for once it is confirmed; each code is good once, and so is each backup code', async () => {
    const { browser, id } = await member('factor@example.org');
    const begin = (password: string) =>
      browser.send<NewSecondFactor & Refusal>('POST', '/api/v1/session/second-factor', { password });
    expect(fieldsOf(await begin('wrong'))).toEqual(['password WRONG_PASSWORD']);
    const { body } = await begin(GOOD);
    const totp = URI.parse(body.uri) as TOTP;
    SECRETS.push(totp.secret.base32, ...body.backupCodes);
    expect([totp.issuer, totp.label, body.backupCodes.length]).toEqual(['Click-To-Call-In', 'factor@example.org', 10]);
    expect((await signIn('factor@example.org')).status).toBe(200); // not yet

    const confirm = (code: string) => browser.send<Refusal>('POST', '/api/v1/session/second-factor/confirm', { code });
    expect(fieldsOf(await confirm('000000'))).toEqual(['code WRONG_SECOND_FACTOR']);
    const first = totp.generate({ timestamp: Date.now() - 30_000 });
    expect((await confirm(first)).status).toBe(204);
    expect((await begin(GOOD)).body.code).toBe('SECOND_FACTOR_ON');
    expect((await confirm(totp.generate())).body.code).toBe('NO_SECOND_FACTOR');

    const codeOf = async (code?: string) => (await signIn('factor@example.org', GOOD, code)).body.code ?? 'in';
    expect((await signIn('factor@example.org', 'wrong', totp.generate())).body.code).toBe('WRONG_CREDENTIALS');
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
    const { browser, id } = await member('lost@example.org');
    const { body } = await browser.send<NewSecondFactor>('POST', '/api/v1/session/second-factor', { password: GOOD });
    const totp = URI.parse(body.uri) as TOTP;
    await browser.send('POST', '/api/v1/session/second-factor/confirm', { code: totp.generate() });
    expect((await signIn('lost@example.org')).body.code).toBe('SECOND_FACTOR_REQUIRED');
    const reset = await api.send<{ link: string }>('POST', `/api/v1/users/${id}/reset`);
    expect((await browser.get('/api/v1/session')).status).toBe(200); // until the link is used
    expect((await welcome(tokenIn(reset.body.link))).status).toBe(200);
    expect((await browser.get('/api/v1/session')).status).toBe(401);
    expect((await signIn('lost@example.org')).status).toBe(200);
  });
});

describe('a person', () => {
  it('is changed, disabled and removed, each at once and written down', async () => {
    const { browser, id } = await member('turn@example.org', 'administrator');
    const change = (body: object, headers = {}) => api.send<User>('PATCH', `/api/v1/users/${id}`, body, headers);
    const groups = async () => (await browser.send('POST', '/api/v1/groups', {})).status;
    expect(await groups()).toBe(422);
    await addPerson(system, 'administrator');
    const { headers } = await change({ role: 'monitor', name: 'Turn' });
    expect([await groups(), (await browser.get('/api/v1/groups')).status]).toEqual([403, 200]);
    await change({ role: null });
    expect([(await browser.get('/api/v1/groups')).status, (await browser.get('/api/v1/session')).status]).toEqual([
      403, 200,
    ]);
    expect((await change({ name: 'x' }, { 'if-match': headers.get('etag') ?? '' })).status).toBe(412);
    expect((await change({ disabled: true })).body.state).toBe('disabled');
    expect([(await browser.get('/api/v1/session')).status, (await signIn('turn@example.org')).status]).toEqual([
      401, 401,
    ]);
    expect((await change({ disabled: false })).body.state).toBe('active');
    expect([(await browser.get('/api/v1/session')).status, (await signIn('turn@example.org')).status]).toEqual([
      401, 200,
    ]);
    expect((await api.send('DELETE', `/api/v1/users/${id}`)).status).toBe(204);
    expect((await api.get(`/api/v1/users/${id}`)).status).toBe(404);
    expect(await auditOf(id)).toMatchObject([
      ...[{ what: 'user.invited' }, { what: 'user.welcomed' }],
      { what: 'user.name.changed', before: { name: 'turn@example.org' }, after: { name: 'Turn' } },
      { what: 'user.role.changed', before: { role: 'administrator' }, after: { role: 'monitor' } },
      { what: 'user.role.changed', before: { role: 'monitor' }, after: { role: null } },
      ...[{ what: 'user.disabled' }, { what: 'user.enabled' }, { what: 'user.removed' }],
    ]);
  });

  it('is an administrator to the last: of two who take each other away at once, one stays', async () => {
    for (let round = 0; round < 5; round += 1) {
      await users().updateMany({ role: 'administrator' }, { $set: { role: null } });
      const ids = [await addPerson(system, 'administrator'), await addPerson(system, 'administrator')];
      tokenIn((await invite(`invited-${round}@example.org`, 'administrator')).link); // does not count yet
      const [one, two] = await Promise.all(
        ids.map(async (id) => new PersonClient(api.url, await addSession(system, id))),
      );
      const answers = await Promise.all([
        one!.send<Refusal>('PATCH', `/api/v1/users/${ids[1]!.toHexString()}`, { disabled: true }),
        two!.send<Refusal>('DELETE', `/api/v1/users/${ids[0]!.toHexString()}`),
        api.send<Refusal>('PATCH', `/api/v1/users/${ids[round % 2]!.toHexString()}`, { role: 'monitor' }),
      ]);
      const active = { role: 'administrator', disabledAt: { $exists: false }, passwordHash: { $exists: true } };
      expect(await users().countDocuments(active)).toBe(1);
      const refusals = answers.filter(({ status }) => status >= 400).map(({ body }) => body.code);
      expect(refusals).toContain('LAST_ADMINISTRATOR');
    }
  }, 30_000);

  it('is listed page by page, to administrators', async () => {
    const all = (await api.get<{ items: User[] }>('/api/v1/users?limit=1000')).body.items;
    const first = (await api.get<{ items: User[]; nextCursor: string }>('/api/v1/users?limit=4')).body;
    const next = (await api.get<{ items: User[] }>(`/api/v1/users?limit=1000&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...next.items]).toEqual(all);
  });
});

it('keeps no secret as it is, and logs none', async () => {
  const collections = await system.database.collections();
  const stored = await Promise.all(
    collections.filter(({ collectionName }) => collectionName !== 'users').map((one) => one.find().toArray()),
  );
  const logs = await system.logs();
  const people = JSON.stringify(
    await users()
      .find({}, { projection: { secondFactor: 0 } })
      .toArray(),
  );
  for (const secret of SECRETS) {
    for (const text of [JSON.stringify(stored), people, logs]) expect(text.includes(secret)).toBe(false);
  }
  expect(SECRETS.length).toBeGreaterThan(20);
});
