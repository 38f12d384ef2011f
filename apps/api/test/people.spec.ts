import { type Session, type User } from '@ctci/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CheckedClient, fieldsOf, type Refusal } from './support/checked-client.js';
import { GOOD, Members } from './support/members.js';
import { addPerson, addSession, PersonClient } from './support/people.js';
import { System } from './support/system.js';

const system = new System();
let api: CheckedClient;
let members: Members;

beforeAll(async () => {
  api = await system.startApi({ LOG_LEVEL: 'trace' });
  members = new Members(system, api);
});

afterAll(() => system.stop());

const users = () => system.database.collection('users');

describe('an invitation', () => {
  it('is a link that is shown once, opens once, and leads to a role', async () => {
    const invited = await members.invite('Ada@Example.org', 'supervisor');
    expect(invited).toMatchObject({
      email: 'Ada@Example.org',
      role: 'supervisor',
      state: 'invited',
      lastSignInAt: null,
    });
    expect(invited.link).toMatch(new RegExp(`^${api.url}/welcome\\?token=[\\w-]{43}$`));
    const token = members.tokenIn(invited.link);

    const weak = await members.welcome(token, 'Password1234');
    expect([weak.status, fieldsOf(weak)]).toEqual([422, ['password PASSWORD_TOO_COMMON']]);
    expect(fieldsOf(await members.welcome(token, 'short'))).toEqual(['password PASSWORD_TOO_SHORT']);
    const answer = await members.welcome(token, GOOD, { name: 'Ada' });
    expect(answer).toMatchObject({
      status: 200,
      body: { user: { id: invited.id, name: 'Ada', role: 'supervisor' }, scopes: ['read', 'read:personal'] },
    });
    expect((await members.browserOf(answer).get<Session>('/api/v1/session')).body).toEqual(answer.body);
    for (const again of [token, 'x', token.slice(1)]) {
      expect(await members.welcome(again)).toMatchObject({ status: 410, body: { code: 'LINK_SPENT' } });
    }
    const { body } = await api.get<User>(`/api/v1/users/${invited.id}`);
    expect([body.state, body.lastSignInAt !== null]).toEqual(['active', true]);
    expect(await members.auditOf(invited.id)).toMatchObject([
      { who: 'api-key:bootstrap', what: 'user.invited', after: { role: 'supervisor' } },
      {
        ...{ who: 'user:ada@example.org', what: 'user.welcomed' },
        ...{ before: { name: 'Ada@Example.org' }, after: { name: 'Ada' } },
      },
    ]);
  });

  it('is for one e-mail address, whatever its case, and is not told again to a request that is repeated', async () => {
    const headers = { 'idempotency-key': 'invite-once' };
    const first = await members.invite('grace@example.org', 'monitor', headers);
    members.tokenIn(first.link);
    const again = await members.invite('grace@example.org', 'monitor', headers);
    expect(again).toEqual({ ...first, link: undefined });
    const taken = await api.send('POST', '/api/v1/users', { email: 'GRACE@example.org', role: 'monitor' });
    expect(taken).toMatchObject({ status: 409, body: { code: 'EMAIL_TAKEN' } });
    expect(await users().countDocuments({ emailKey: 'grace@example.org' })).toBe(1);
  });

  it('is for an address of any host that a network may have, and for nothing that is no address', async () => {
    expect((await members.invite('administrator@localhost')).email).toBe('administrator@localhost');
    for (const email of ['nobody', '@example.org', 'a b@example.org', 'a@example.org\r\nx: y', 'a@-example.org']) {
      const answer = await api.send<Refusal>('POST', '/api/v1/users', { email, role: 'monitor' });
      expect([answer.status, fieldsOf(answer)]).toEqual([422, ['email INVALID_FORMAT']]);
    }
  });

  it('is good for a day, by the clock of the database', async () => {
    const { id, link } = await members.invite('late@example.org');
    const token = members.tokenIn(link);
    await users().updateOne({ emailKey: 'late@example.org' }, [
      { $set: { 'link.expiresAt': { $dateSubtract: { startDate: '$link.expiresAt', unit: 'hour', amount: 24 } } } },
    ]);
    expect((await members.welcome(token)).status).toBe(410);
    const { body } = await api.send<{ link: string }>('POST', `/api/v1/users/${id}/reset`);
    expect((await members.welcome(token)).status).toBe(410);
    expect((await members.welcome(members.tokenIn(body.link))).status).toBe(200);
  });

  it('lets in one of many who open it at once', async () => {
    const { link } = await members.invite('once@example.org');
    const token = members.tokenIn(link);
    const answers = await Promise.all([1, 2, 3, 4].map(() => members.welcome(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410]);
  });
});

describe('a person', () => {
  it('is changed, disabled and removed, each at once and written down', async () => {
    const { browser, id } = await members.member('turn@example.org', 'administrator');
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
    expect([(await browser.get('/api/v1/session')).status, (await members.signIn('turn@example.org')).status]).toEqual([
      401, 401,
    ]);
    expect((await change({ disabled: false })).body.state).toBe('active');
    expect([(await browser.get('/api/v1/session')).status, (await members.signIn('turn@example.org')).status]).toEqual([
      401, 200,
    ]);
    expect((await api.send('DELETE', `/api/v1/users/${id}`)).status).toBe(204);
    expect((await api.get(`/api/v1/users/${id}`)).status).toBe(404);
    expect(await members.auditOf(id)).toMatchObject([
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
      members.tokenIn((await members.invite(`invited-${round}@example.org`, 'administrator')).link); // does not count yet
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
      expect(answers.filter(({ status }) => status >= 400).length).toBeGreaterThan(0);
      const left = `/api/v1/users/${(await users().findOne(active))!._id.toHexString()}`;
      for (const taken of [
        await api.send<Refusal>('PATCH', left, { disabled: true }),
        await api.send<Refusal>('PATCH', left, { role: 'supervisor' }),
        await api.send<Refusal>('DELETE', left),
      ]) {
        expect([taken.status, taken.body.code]).toEqual([409, 'LAST_ADMINISTRATOR']);
      }
    }
  });

  it('is listed page by page, to administrators', async () => {
    const all = (await api.get<{ items: User[] }>('/api/v1/users?limit=1000')).body.items;
    const first = (await api.get<{ items: User[]; nextCursor: string }>('/api/v1/users?limit=4')).body;
    const next = (await api.get<{ items: User[] }>(`/api/v1/users?limit=1000&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...next.items]).toEqual(all);
  });
});

it('keeps no secret as it is, and logs none', async () => {
  expect(await members.secretsFound()).toEqual([]);
  expect(members.secrets.length).toBeGreaterThan(10);
});
