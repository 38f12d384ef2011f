import { type Session, type User } from '@ctci/contracts';
import { freePort, keeper, until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Browser } from './support/browser.js';
import { CheckedClient } from './support/checked-client.js';
import { addPerson, PersonClient } from './support/people.js';
import { KEY, System } from './support/system.js';

const system = new System();
const folder = mkdtempSync(join(tmpdir(), 'ctci-openid-'));
const peopleFile = join(folder, 'people.json');
const CLIENT_SECRET = 'secret-of-the-client-0123456789abc';
const CALLBACK = '/api/v1/session/open-id-connect/callback';
let api: CheckedClient;
let issuer: string;
let provider: Awaited<ReturnType<typeof keeper.start>>;

beforeAll(async () => {
  keeper.removeAtEnd(folder);
  const port = await freePort();
  issuer = `http://127.0.0.1:${await freePort()}`;
  const publicUrl = `http://127.0.0.1:${port}`;
  provider = await keeper.start({
    command: process.execPath,
    args: [join(import.meta.dirname, 'support', 'open-id-provider.js')],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      ISSUER: issuer,
      REDIRECT_URI: `${publicUrl}${CALLBACK}`,
      CLIENT_SECRET,
      PEOPLE_FILE: peopleFile,
    },
    logFile: join(folder, 'provider.log'),
    graceMs: 5_000,
  });
  const openId = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: 'ctci', OIDC_CLIENT_SECRET: CLIENT_SECRET, OIDC_NAME: 'Acme' };
  const roles = { OIDC_ROLE_CLAIM: 'realm_access.roles', OIDC_ROLES: 'cc-admins=administrator' };
  api = await system.startApi({ PORT: String(port), PUBLIC_URL: publicUrl, ...openId, ...roles });
  await until(
    () => fetch(`${issuer}/.well-known/openid-configuration`).catch(() => null),
    (answer) => answer?.ok === true,
  );
});

afterAll(async () => {
  await provider.stop();
  await system.stop();
});

const START = '/api/v1/session/open-id-connect';
const isPage = (url: URL) => url.origin === api.url && !url.pathname.startsWith('/api/');
const say = (people: Record<string, object>) => {
  writeFileSync(peopleFile, JSON.stringify(people));
};

/** A new browser signs in at the provider. */
async function signIn(login: string, returnTo = '/groups?tab=1') {
  const browser = new Browser();
  browser.stops = isPage;
  const start = `${api.url}${START}?returnTo=${encodeURIComponent(returnTo)}`;
  const { pathname, search } = await browser.open(start, { login, password: 'any' });
  const person = new PersonClient(api.url, browser.cookiesOf(api.url));
  return { landed: `${pathname}${search}`, person, browser };
}
const sessionOf = async (person: PersonClient) => (await person.get<Session>('/api/v1/session')).body;
const users = () => system.database.collection('users');

describe('a sign-in through the provider', () => {
  it('is offered by its name', async () => {
    const { body } = await new CheckedClient(api.url, '').get('/api/v1/session/options');
    expect(body).toEqual({ password: true, openIdConnect: { name: 'Acme' } });
  });

  it('makes somebody who is new, with the role that the claim says, and leads back to where it began', async () => {
    say({ ada: { email: 'ada@example.org', name: 'Ada L', realm_access: { roles: ['everybody', 'CC-Admins'] } } });
    const { landed, person, browser } = await signIn('ada');
    expect(landed).toBe('/groups?tab=1');
    const session = await sessionOf(person);
    expect(session).toMatchObject({
      user: { email: 'ada@example.org', name: 'Ada L', role: 'administrator' },
      scopes: ['admin'],
    });
    expect(browser.cookiesOf(api.url)).toMatch(/^ctci-session=[\w-]{43}$/);
    expect((await api.get<User>(`/api/v1/users/${session.user.id}`)).body).toMatchObject({
      openIdConnect: true,
      state: 'active',
    });
    const entries = await system.database.collection('audit').find({ 'subject.id': session.user.id }).toArray();
    expect(entries).toMatchObject([{ who: 'open-id-connect', what: 'user.created', after: { role: 'administrator' } }]);
  });

  it('knows a person by issuer and subject, and gives the role and the name that they have now', async () => {
    await addPerson(system, 'administrator');
    say({ ada: { email: 'ada@new.example.org', name: 'Ada B', realm_access: { roles: ['monitor'] } } });
    const before = await users().countDocuments();
    const { person } = await signIn('ada');
    expect((await sessionOf(person)).user).toMatchObject({
      email: 'ada@new.example.org',
      name: 'Ada B',
      role: 'monitor',
    });
    expect(await users().countDocuments()).toBe(before);
    const ada = () => users().findOne({ 'openId.subject': 'ada' });
    const entries = () => system.database.collection('audit').find({ 'subject.name': 'ada@new.example.org' }).toArray();
    const told = await entries();
    expect(told).toMatchObject([
      { what: 'user.email.changed', before: { email: 'ada@example.org' }, after: { email: 'ada@new.example.org' } },
      { what: 'user.name.changed', before: { name: 'Ada L' }, after: { name: 'Ada B' } },
      { what: 'user.role.changed', before: { role: 'administrator' }, after: { role: 'monitor' } },
    ]);
    expect(told.every(({ who }) => who === 'open-id-connect')).toBe(true);
    const { revision } = (await ada())!;
    await signIn('ada');
    expect([(await ada())?.revision, (await entries()).length]).toEqual([revision, told.length]);

    say({ ada: { realm_access: { roles: ['everybody'] } } });
    const { person: none } = await signIn('ada');
    expect((await sessionOf(none)).user).toMatchObject({ role: null, name: 'ada', email: '' });
    expect((await none.get('/api/v1/groups')).status).toBe(403);
    expect((await person.get('/api/v1/groups')).status).toBe(403);
  });

  it('never takes an e-mail address for a person: who has a password stays another', async () => {
    const userId = await addPerson(system, 'administrator');
    const { email } = (await users().findOne({ _id: userId })) as unknown as { email: string };
    say({ eve: { email, email_verified: true, name: 'Eve' } });
    const { person } = await signIn('eve');
    const { user } = await sessionOf(person);
    expect([user.id === userId.toHexString(), user.email, user.role]).toEqual([false, email, null]);
    const eve = await users().findOne({ 'openId.subject': 'eve' });
    expect([eve?.emailKey, eve?.openId]).toEqual([undefined, { issuer, subject: 'eve' }]);
  });

  it('makes one person of two first sign-ins at once', async () => {
    say({ twin: { email: 'twin@example.org' } });
    const both = await Promise.all([signIn('twin'), signIn('twin')]);
    const ids = await Promise.all(both.map(async ({ person }) => (await sessionOf(person)).user.id));
    expect(ids[0]).toBe(ids[1]);
  });

  it('leaves the last active administrator one', async () => {
    say({ last: { realm_access: { roles: ['administrator'] } } });
    await signIn('last');
    await users().updateMany({ 'openId.subject': { $ne: 'last' } }, { $set: { role: null } });
    say({ last: { realm_access: { roles: ['monitor'] } } });
    const { person } = await signIn('last');
    expect((await sessionOf(person)).user.role).toBe('administrator');
    expect((await users().findOne({ 'openId.subject': 'last' }))?.revision).toBe(1);
  });

  it('lets nobody in who is disabled, and has no password to change', async () => {
    say({ gone: { email: 'gone@example.org' } });
    const { person } = await signIn('gone');
    const { user } = await sessionOf(person);
    const change = { currentPassword: 'x', newPassword: 'y' };
    expect((await person.send('POST', '/api/v1/session/password', change)).body).toMatchObject({ code: 'NO_PASSWORD' });
    expect((await api.send('POST', `/api/v1/users/${user.id}/reset`)).body).toMatchObject({ code: 'NO_PASSWORD' });
    await api.send('PATCH', `/api/v1/users/${user.id}`, { disabled: true });
    const again = await signIn('gone');
    expect([again.landed, again.person.cookie]).toEqual(['/?signInError=ACCOUNT_DISABLED', '']);
  });
});

describe('whoever comes back from the provider', () => {
  /** A browser on its way: it has been at the provider, and has not yet opened the address that leads back. */
  async function underway(login: string) {
    const browser = new Browser();
    browser.stops = ({ pathname }) => pathname === CALLBACK;
    const url = await browser.open(`${api.url}${START}`, { login, password: 'any' });
    return { url, cookie: browser.cookiesOf(api.url) };
  }
  const finish = async (url: URL | string, cookie: string) => {
    const answer = await fetch(url, { headers: { cookie }, redirect: 'manual' });
    return [
      answer.headers.get('location'),
      answer.headers.getSetCookie().some((one) => one.startsWith('ctci-session=')),
    ];
  };
  const REFUSED = ['/?signInError=SIGN_IN_FAILED', false];

  it('is let in once, in the browser that began, with what the provider said', async () => {
    say({});
    const [mine, yours] = [await underway('mine'), await underway('yours')];
    expect(await finish(mine.url, '')).toEqual(['/?signInError=SIGN_IN_EXPIRED', false]);
    expect(await finish(mine.url, 'ctci-open-id=nonsense')).toEqual(['/?signInError=SIGN_IN_EXPIRED', false]);
    expect(await finish(mine.url, yours.cookie)).toEqual(REFUSED);
    const forged = new URL(mine.url);
    forged.searchParams.set('code', 'another');
    expect(await finish(forged, mine.cookie)).toEqual(REFUSED);
    expect(await finish(`${api.url}${CALLBACK}`, mine.cookie)).toEqual(REFUSED);
    expect(await finish(yours.url, yours.cookie)).toEqual(['/', true]);
    expect(await finish(yours.url, yours.cookie)).toEqual(REFUSED);
  });

  it('is told apart where they have not wanted to', async () => {
    const { url, cookie } = await underway('shy');
    const denied = new URL(`${url.origin}${url.pathname}`);
    for (const name of ['state', 'iss']) denied.searchParams.set(name, url.searchParams.get(name) ?? '');
    denied.searchParams.set('error', 'access_denied');
    expect(await finish(denied, cookie)).toEqual(['/?signInError=SIGN_IN_CANCELLED', false]);
  });

  it('is led nowhere else', async () => {
    expect((await signIn('mine', 'https://evil.example/')).landed).toBe('/');
    expect((await signIn('mine', '//evil.example/')).landed).toBe('/');
  });
});

describe('behind a proxy that speaks TLS', () => {
  const PUBLIC_URL = 'https://calls.example.org';
  let secure: CheckedClient;
  beforeAll(async () => {
    const openId = { OIDC_ISSUER: `http://127.0.0.1:${await freePort()}`, OIDC_CLIENT_ID: 'ctci' };
    secure = await system.startApi({ PUBLIC_URL, TRUST_PROXY: '127.0.0.1', ...openId });
  });

  it('sends people back where the provider does not answer', async () => {
    const answer = await fetch(`${secure.url}${START}`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/?signInError=PROVIDER_UNAVAILABLE']);
  });

  it('links to where people are, sets cookies for TLS alone, and knows its own pages by their origin', async () => {
    const admin = new CheckedClient(secure.url, KEY);
    const forwarded = { 'x-forwarded-for': '198.51.100.7' };
    const { body } = await admin.send<{ id: string; link: string }>(
      'POST',
      '/api/v1/users',
      { email: 'tls@example.org', role: 'monitor' },
      forwarded,
    );
    expect(body.link.startsWith(`${PUBLIC_URL}/welcome?token=`)).toBe(true);
    const entry = await system.database.collection('audit').findOne({ 'subject.id': body.id });
    expect(entry?.address).toBe('198.51.100.7');

    const welcome = { token: new URL(body.link).searchParams.get('token'), password: 'nine unrelated words' };
    const from = (origin: string) =>
      new CheckedClient(secure.url, '').send('POST', '/api/v1/session/welcome', welcome, { origin });
    expect((await from(secure.url)).status).toBe(403);
    const [cookie] = (await from(PUBLIC_URL)).headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-ctci-session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });
});
