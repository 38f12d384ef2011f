import {
  ALL_ENDPOINTS,
  type AuditEntry,
  type CreatedApiKey,
  type CreatedCallIn,
  type Group,
  type Import,
  type InvitedUser,
} from '@ctci/contracts';
import { until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CheckedClient } from './support/checked-client.js';
import { numbersFrom } from './support/numbers.js';
import { KEY, System } from './support/system.js';

const system = new System();
let api: CheckedClient;

beforeAll(async () => {
  api = await system.startApi();
  await system.start('import-worker');
});

afterAll(() => system.stop());

const AUDIT = '/api/v1/audit';
interface Page {
  items: AuditEntry[];
  nextCursor: string | null;
}
const read = async (query = '') => (await api.get<Page>(`${AUDIT}${query}`)).body;
const latest = async () => (await read('?limit=1')).items[0]!;
const reaches = ({ id }: Import, ...status: Import['status'][]) =>
  until(
    () => api.getImport(id),
    (document) => status.includes(document.status),
  );

/**
 * What each route that changes something writes. Call-ins have records of their own, and a session is nobody's to change
 * but its person's. What people do to their own sign-in is shown by people.spec.ts and open-id-connect.spec.ts.
 */
const WRITTEN: Readonly<Record<string, string | null>> = {
  'POST /api/v1/groups': 'group.created',
  'PATCH /api/v1/groups/:groupId': 'group.settings.changed',
  'DELETE /api/v1/groups/:groupId': 'group.deleted',
  'POST /api/v1/groups/:groupId/numbers': 'number.added',
  'PATCH /api/v1/groups/:groupId/numbers/:dnis': 'number.changed',
  'DELETE /api/v1/groups/:groupId/numbers/:dnis': 'number.deleted',
  'POST /api/v1/groups/:groupId/imports': 'import.completed', // by the worker, in its commit
  'POST /api/v1/imports/:importId/commit': 'import.completed',
  'POST /api/v1/imports/:importId/corrections': 'import.corrected',
  'POST /api/v1/imports/:importId/cancel': 'import.cancelled',
  'POST /api/v1/imports/:importId/undo': 'import.undone',
  'POST /api/v1/erasure': 'caller.erased',
  'POST /api/v1/users': 'user.invited',
  'PATCH /api/v1/users/:userId': 'user.role.changed',
  'POST /api/v1/users/:userId/reset': 'user.reset',
  'POST /api/v1/users/:userId/sign-out': 'user.signed-out',
  'DELETE /api/v1/users/:userId': 'user.removed',
  'POST /api/v1/api-keys': 'api-key.created',
  'POST /api/v1/api-keys/:keyId/rotate': 'api-key.rotated',
  'DELETE /api/v1/api-keys/:keyId': 'api-key.revoked',
  'GET /api/v1/session/open-id-connect/callback': 'user.created',
  'POST /api/v1/session/welcome': 'user.welcomed',
  'POST /api/v1/session/password': 'user.password.changed',
  'POST /api/v1/session/second-factor': 'user.second-factor.begun',
  'POST /api/v1/session/second-factor/confirm': 'user.second-factor.on',
  'DELETE /api/v1/session/second-factor': 'user.second-factor.off',
  'POST /api/v1/session': null,
  'DELETE /api/v1/session': null,
  'DELETE /api/v1/session/all': null,
  'POST /api/v1/call-ins': null,
  'POST /api/v1/call-ins/:callInId/cancel': null,
  'POST /api/v1/call-ins/match': null,
  'POST /engagement/v3/call-in/requests/create': null,
};

describe('who changes something', () => {
  const seen = new Set<string>();
  const expectEntry = async (expected: Partial<AuditEntry>) => {
    const entry = await latest();
    seen.add(entry.what);
    expect(entry).toMatchObject({ who: 'api-key:bootstrap', from: '127.0.0.1', ...expected });
    expect(Math.abs(Date.now() - Date.parse(entry.at))).toBeLessThan(60_000);
  };
  let group: Group;

  it('is written down with a group, its settings and its end', async () => {
    const numbers = numbersFrom(1, 2);
    const made = await api.send<Group>('POST', '/api/v1/groups', { name: 'Sales', numbers });
    group = made.body;
    const subject = { kind: 'group', id: group.id, name: 'Sales' };
    const correlationId = made.headers.get('x-correlation-id')!;
    const after = { settings: group.settings, poolSize: 2 };
    await expectEntry({ what: 'group.created', subject, before: null, after, correlationId });

    await api.send('PATCH', `/api/v1/groups/${group.id}`, { settings: { expirySeconds: 60 } });
    const change = { before: { expirySeconds: 30 }, after: { expirySeconds: 60 } };
    await expectEntry({ what: 'group.settings.changed', subject, ...change });

    const other = await api.createGroup({ name: 'Short-lived', numbers: numbersFrom(10, 1) });
    await api.send('DELETE', `/api/v1/groups/${other.id}`);
    await expectEntry({ what: 'group.deleted', after: null });
    expect((await latest()).before).toEqual({ settings: other.settings, poolSize: 1 });
    const { body: exported } = await api.get<string>(`${AUDIT}.csv?groupId=${other.id}`);
    expect(exported.match(/""numbers"":\[""\+18005550010""\]/g)).toHaveLength(2);
    const count = (await read()).items.length;
    await api.send('DELETE', `/api/v1/groups/${other.id}`);
    expect((await read()).items).toHaveLength(count);
  });

  it('is written down with each number', async () => {
    const path = `/api/v1/groups/${group.id}/numbers`;
    const dnis = '+18005550020';
    const subject = { kind: 'number', id: dnis, name: dnis };
    await api.send('POST', path, { dnis, description: 'one' });
    await expectEntry({ what: 'number.added', subject, before: null, after: { dnis, description: 'one' } });
    await api.send('PATCH', `${path}/${dnis}`, { description: 'two' });
    await expectEntry({ what: 'number.changed', before: { description: 'one' }, after: { description: 'two' } });
    await api.send('DELETE', `${path}/${dnis}`);
    await expectEntry({ what: 'number.deleted', subject, before: { dnis, description: 'two' }, after: null });
  });

  it('is written down once for an import, which points at its undo record, and for each step of a person', async () => {
    const begun = await api.startImport(group.id, 'number,description\n+18005550030,x\n');
    await reaches(begun, 'completed');
    const subject = { kind: 'import', id: begun.id, name: 'numbers.csv' };
    const { correlationId } = (await system.database.collection('imports').findOne({}, { sort: { _id: -1 } }))!;
    const after = { created: 1, updated: 0, removed: 0, undoRecord: begun.id, mode: 'merge' };
    await expectEntry({
      what: 'import.completed',
      subject,
      before: null,
      after: expect.objectContaining(after),
    });
    expect((await latest()).correlationId).toBe(correlationId);
    expect(await system.database.collection('importUndos').countDocuments()).toBe(1);

    await api.send('POST', `/api/v1/imports/${begun.id}/undo`);
    await expectEntry({ what: 'import.undone', subject, after: { takenOut: 1, putBack: 0, kept: 0 } });

    const resting = await api.startImport(group.id, '+18005550031,x\nnonsense,y\n');
    await reaches(resting, 'needs_correction');
    await api.send('POST', `/api/v1/imports/${resting.id}/corrections`, {
      rows: [{ line: 2, dnis: 'nonsense', description: '' }],
    });
    await expectEntry({ what: 'import.corrected', after: { status: 'queued', mended: 1, discarded: 0 } });
    await reaches(resting, 'needs_correction');
    await api.send('POST', `/api/v1/imports/${resting.id}/cancel`);
    const cancelled = { before: { status: 'needs_correction' }, after: { status: 'cancelled' } };
    await expectEntry({ what: 'import.cancelled', ...cancelled });
  });

  it('is written down with people and keys, their secrets left out', async () => {
    const { body: user } = await api.send<InvitedUser>('POST', '/api/v1/users', { email: 'a@x.org', role: 'monitor' });
    const token = new URL(user.link!).searchParams.get('token')!;
    await expectEntry({ what: 'user.invited', subject: { kind: 'user', id: user.id, name: 'a@x.org' } });
    await api.send('PATCH', `/api/v1/users/${user.id}`, { role: 'developer' });
    const role = { before: { role: 'monitor' }, after: { role: 'developer' } };
    await expectEntry({ what: 'user.role.changed', ...role });
    await api.send('POST', `/api/v1/users/${user.id}/reset`);
    await expectEntry({ what: 'user.reset' });
    await api.send('POST', `/api/v1/users/${user.id}/sign-out`);
    await expectEntry({ what: 'user.signed-out' });
    await api.send('DELETE', `/api/v1/users/${user.id}`);
    await expectEntry({ what: 'user.removed', after: null });

    const { body: made } = await api.send<CreatedApiKey>('POST', '/api/v1/api-keys', {
      name: 'Shop',
      scopes: ['read'],
    });
    await expectEntry({ what: 'api-key.created', before: null });
    const { body: next } = await api.send<CreatedApiKey>('POST', `/api/v1/api-keys/${made.id}/rotate`, {});
    await expectEntry({ what: 'api-key.rotated' });
    await api.send('DELETE', `/api/v1/api-keys/${next.id}`);
    await expectEntry({ what: 'api-key.revoked', after: null });
    const stored = JSON.stringify(await system.database.collection('audit').find().toArray());
    for (const secret of [token, made.key, next.key]) expect(stored).not.toContain(secret);
  });

  it('leaves nothing where the change is refused, or has been made before', async () => {
    const before = await read();
    const headers = { 'idempotency-key': 'once' };
    await api.send('POST', '/api/v1/groups', { name: 'sales' });
    await api.send('PATCH', `/api/v1/groups/${group.id}`, { settings: { expirySeconds: 1 } });
    await api.send('DELETE', `/api/v1/groups/${group.id}/numbers/+18005559999`);
    expect(await read()).toEqual(before);
    for (let sent = 0; sent < 2; sent += 1) await api.send('POST', '/api/v1/groups', { name: 'Once' }, headers);
    expect((await read()).items).toHaveLength(before.items.length + 1);
  });

  it('is written down with the erasure of a caller, whose number is not', async () => {
    const call = { groupName: 'Sales', fromPhoneNumber: '+12025550177', userData: { a: 1 } };
    await api.send<CreatedCallIn>('POST', '/api/v1/call-ins', call);
    await api.send('POST', '/api/v1/erasure', { phoneNumber: '+12025550177' });
    await expectEntry({ what: 'caller.erased', before: null, after: { records: 1, attempts: 0 } });
    expect(JSON.stringify(await latest())).not.toContain('0177');
  });

  it('is written down by every route that changes something', () => {
    const changing = ALL_ENDPOINTS.filter(({ method, changes }) => method !== 'GET' || changes).map(
      ({ method, path }) => `${method} ${path}`,
    );
    expect(changing.filter((route) => !(route in WRITTEN))).toEqual([]);
    const promised = Object.entries(WRITTEN).flatMap(([route, what]) =>
      what === null || route.includes('/session') ? [] : [what],
    );
    expect([...new Set(promised)].sort()).toEqual([...seen].sort());
  });
});

describe('the audit', () => {
  it('is listed page by page, latest first, each entry once', async () => {
    const all = (await read('?limit=1000')).items;
    const paged: AuditEntry[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = await read(`?limit=4${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
    expect(all.length).toBeGreaterThan(10);
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
  });

  it('is found by who, what, group and time', async () => {
    const all = (await read('?limit=1000')).items;
    const [newest] = all;
    const { id } = all.find(({ what, subject }) => what === 'group.created' && subject.name === 'Sales')!.subject;
    const byKey = (await read('?who=api-key:bootstrap&limit=1000')).items;
    expect(byKey).toEqual(all.filter(({ who }) => who !== 'first-start'));
    expect((await read('?who=nobody')).items).toEqual([]);
    const created = (await read('?what=group.created')).items;
    expect(created.map(({ subject }) => subject.name)).toEqual(['Once', 'Short-lived', 'Sales']);
    const ofGroup = (await read(`?groupId=${id}`)).items;
    expect(ofGroup.map(({ what }) => what)).toContain('import.completed');
    expect(ofGroup.map(({ subject }) => subject.name)).not.toContain('Once');
    expect((await read(`?from=${newest!.at}`)).items).toEqual([newest]);
    expect((await read(`?to=${newest!.at}&limit=1000`)).items).toEqual(all.slice(1));
    expect(await api.get(`${AUDIT}?who[$ne]=x`)).toMatchObject({ status: 422 });
    expect(await api.get(`${AUDIT}?cursor=nonsense`)).toMatchObject({ status: 422 });
  });

  it('is exported as a file in which no formula works', async () => {
    await api.send('POST', '/api/v1/groups', { name: '=HYPERLINK("http://example.org")' });
    const { status, headers, body } = await api.get<string>(`${AUDIT}.csv?what=group.created`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''audit.csv");
    const [header, first] = body.split('\r\n');
    expect(header).toBe('id,at,who,from,what,subjectKind,subjectId,subjectName,before,after,correlationId');
    expect(first).toContain(`,"'=HYPERLINK(""http://example.org"")",`);
    expect(body.match(/group\.created/g)).toHaveLength(4);
  });

  it('cannot be changed, by whatever method', async () => {
    const before = await read('?limit=1000');
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(await api.send(method, AUDIT, {})).toMatchObject({ status: 404 });
      expect(await api.send(method, `${AUDIT}/${before.items[0]!.id}`, {})).toMatchObject({ status: 404 });
    }
    expect(await read('?limit=1000')).toEqual(before);
  });

  it('holds no key and is for administrators', async () => {
    const stored = await system.database.collection('audit').find().toArray();
    expect(JSON.stringify(stored)).not.toContain(KEY);
    await system.addKey('reads-all-0123456789abcdef0123456', ['read', 'read:personal']);
    const headers = { 'x-api-key': 'reads-all-0123456789abcdef0123456' };
    expect(await api.get(AUDIT, headers)).toMatchObject({ status: 403 });
    expect(await api.get(`${AUDIT}.csv`, headers)).toMatchObject({ status: 403 });
  });
});
