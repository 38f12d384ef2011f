import { type Group } from '@ctci/contracts';
import { DEFAULT_SETTINGS } from '@ctci/domain';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ObjectId } from 'mongodb';
import { type CheckedClient, fieldsOf, type Refusal } from './support/checked-client.js';
import { numbersFrom } from './support/numbers.js';
import { allPages, type Page } from './support/pages.js';
import { System } from './support/system.js';

const GROUPS = '/api/v1/groups';
const system = new System();
let api: CheckedClient;

beforeAll(async () => {
  api = await system.startApi();
});

afterAll(() => system.stop());

const post = (group: object) => api.send<Group & Refusal>('POST', GROUPS, group);
const patch = (id: string, change: object, ifMatch?: string) =>
  api.send<Group & Refusal>('PATCH', `${GROUPS}/${id}`, change, ifMatch === undefined ? {} : { 'if-match': ifMatch });

describe('POST /groups', () => {
  it('makes a draft with the default settings and says where it is', async () => {
    const made = await post({ name: 'Draft' });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'Draft', state: 'draft', settings: DEFAULT_SETTINGS, poolSize: 0, inUse: 0 },
    });
    const found = await api.get<Group>(made.headers.get('location')!);
    expect(found.body).toEqual(made.body);
    expect(found.headers.get('etag')).toBe(made.headers.get('etag'));
  });

  it('makes an active group out of settings and numbers', async () => {
    const settings = { uniqueDnis: true, coolDownSeconds: 15, maxLivePerCaller: 3 };
    const made = await post({ name: 'Active', settings, numbers: numbersFrom(100, 2) });
    expect(made.body).toMatchObject({
      state: 'active',
      settings: { ...DEFAULT_SETTINGS, ...settings },
      poolSize: 2,
    });
  });

  it('trims and composes the name, and takes 128 characters of any script', async () => {
    const name = `${'e\u0301'.repeat(127)}😀`;
    const made = await post({ name: ` ${name}\t` });
    expect(made.body.name).toBe(`${'é'.repeat(127)}😀`);
    expect(fieldsOf(await post({ name: `${name}x` }))).toEqual(['name GROUP_NAME_TOO_LONG']);
  });

  it.each([
    ['nothing', '', 'GROUP_NAME_MISSING'],
    ['spaces', ' \t ', 'GROUP_NAME_MISSING'],
    ['invisible characters', '\u200b\u2060', 'GROUP_NAME_MISSING'],
    ['a line break', 'a\nb', 'GROUP_NAME_CONTROL_CHARACTER'],
    ['a NUL', 'a\0b', 'GROUP_NAME_CONTROL_CHARACTER'],
    ['half a surrogate pair', 'a\ud800', 'GROUP_NAME_CONTROL_CHARACTER'],
  ])('refuses %s for a name', async (_, name, code) => {
    const refused = await post({ name });
    expect(refused.status).toBe(422);
    expect(fieldsOf(refused)).toEqual([`name ${code}`]);
  });

  it('names everything that is wrong at once', async () => {
    const numbers = [{ dnis: '18005550001' }, { dnis: '+1 800 555 0002', description: 'x'.repeat(33) }];
    const settings = { expirySeconds: 9, accessCodeLength: 4.5, onExhausted: 'overflow' };
    const refused = await post({ name: '', settings, numbers: [...numbers, { dnis: '+18005550001' }] });
    expect(refused).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
    expect(fieldsOf(refused)).toEqual([
      'name GROUP_NAME_MISSING',
      'settings.accessCodeLength NOT_A_WHOLE_NUMBER',
      'settings.expirySeconds OUT_OF_RANGE',
      'settings.overflowNumber OVERFLOW_NUMBER_MISSING',
      'numbers.1.dnis DNIS_NOT_E164',
      'numbers.1.description DESCRIPTION_TOO_LONG',
      'numbers.2.dnis DUPLICATE_NUMBER',
    ]);
    expect(refused.body.errors?.[4]?.suggestion).toBe('+18005550002');
  });

  it('refuses a name that another group has, whatever its case', async () => {
    await post({ name: 'Straße' });
    expect(await post({ name: 'STRASSE' })).toMatchObject({ status: 409, body: { code: 'GROUP_NAME_TAKEN' } });
  });

  it('gives a name to one of those who ask for it at once', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => post({ name: 'Wanted' })));
    expect(made.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
  });

  it('makes nothing when a number is taken, and names the group that has it', async () => {
    await post({ name: 'Owner', numbers: numbersFrom(200, 1) });
    const refused = await post({ name: 'Late', numbers: numbersFrom(199, 2) });
    expect(refused).toMatchObject({ status: 409, body: { code: 'NUMBER_TAKEN' } });
    expect(refused.body.detail).toContain('"Owner"');
    expect(await post({ name: 'Late', numbers: numbersFrom(199, 1) })).toMatchObject({ status: 201 });
  });

  it('refuses an overflow number that is among the numbers', async () => {
    const settings = { onExhausted: 'overflow', overflowNumber: '18005550300' };
    const refused = await post({ name: 'Own overflow', settings, numbers: [{ dnis: '+18005550300' }] });
    expect(refused.status).toBe(422);
    expect(fieldsOf(refused)).toEqual(['settings.overflowNumber OVERFLOW_NUMBER_IN_POOL']);
  });

  it('takes 10,000 numbers at once and refuses 10,001', async () => {
    const full = numbersFrom(20_000, 10_001);
    expect(await post({ name: 'Too full', numbers: full })).toMatchObject({ status: 409, body: { code: 'POOL_FULL' } });
    expect(await post({ name: 'Full', numbers: full.slice(1) })).toMatchObject({ body: { poolSize: 10_000 } });
  });
});

describe('GET /groups', () => {
  it('finds a group by its whole name without regard to case, and nothing else', async () => {
    await post({ name: 'Ångström Ω' });
    const named = async (name: string) =>
      (await api.get<Page<Group>>(`${GROUPS}?name=${encodeURIComponent(name)}`)).body.items.map((group) => group.name);
    expect(await named(' ÅNGSTRÖM ω')).toEqual(['Ångström Ω']);
    for (const name of ['Ångström', '', '.*', 'x'.repeat(1_000), 'a\0']) expect(await named(name)).toEqual([]);
  });

  it.each([1, 3, 1_000])('lists every group once, by name, in pages of %i', async (limit) => {
    const pages = await allPages<Group>(api, GROUPS, limit);
    const names = pages.flatMap(({ items }) => items.map(({ name }) => name));
    const stored = await system.database.collection('groups').find().sort({ nameKey: 1 }).toArray();
    expect(names).toEqual(stored.map(({ name }) => name as string));
    expect(pages.slice(0, -1).every(({ items }) => items.length === limit)).toBe(true);
  });

  it('goes on behind a group that has been deleted meanwhile', async () => {
    const doomed = await api.createGroup({ name: '0 doomed' });
    const first = await api.get<Page<Group>>(`${GROUPS}?limit=1`);
    expect(first.body.items[0]?.id).toBe(doomed.id);
    await api.send('DELETE', `${GROUPS}/${doomed.id}`);
    const next = await api.get<Page<Group>>(`${GROUPS}?limit=1&cursor=${first.body.nextCursor!}`);
    expect(next.body.items[0]?.name).toBe('Active');
  });

  it.each(['0', '1001', '-1', '1.5', 'abc', '', '99999', '1e2', '%20'])('refuses limit=%s', async (limit) => {
    const refused = await api.get<Refusal>(`${GROUPS}?limit=${limit}`);
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([{ path: 'limit' }]);
  });

  it.each(['x', '', 'eyJhIjox', Buffer.from('"Active"').toString('base64url')])('refuses cursor=%s', async (cursor) => {
    const refused = await api.get<Refusal>(`${GROUPS}?cursor=${cursor}`);
    expect(refused.status).toBe(422);
    expect(fieldsOf(refused)).toEqual(['cursor CURSOR_UNKNOWN']);
  });
});

describe('GET, PATCH and DELETE of one group', () => {
  it.each(['nonsense', '0'.repeat(24), 'A'.repeat(24), '{}'])('finds no group %s', async (id) => {
    const notFound = { status: 404, body: { code: 'GROUP_NOT_FOUND' } };
    expect(await api.get(`${GROUPS}/${id}`)).toMatchObject(notFound);
    expect(await patch(id, { settings: {} })).toMatchObject(notFound);
    expect(await api.send('DELETE', `${GROUPS}/${id}`)).toMatchObject(notFound);
  });

  it('changes what is sent, keeps the rest, and moves the ETag', async () => {
    const { headers, body: group } = await post({ name: 'Changing', settings: { expirySeconds: 60 } });
    const changed = await patch(group.id, { settings: { uniqueDnis: true } }, headers.get('etag')!);
    expect(changed).toMatchObject({ status: 200, body: { settings: { uniqueDnis: true, expirySeconds: 60 } } });
    expect(changed.headers.get('etag')).not.toBe(headers.get('etag'));
    expect(await patch(group.id, { settings: {} }, headers.get('etag')!)).toMatchObject({
      status: 412,
      body: { code: 'PRECONDITION_FAILED' },
    });
  });

  it('honours If-Match as a list, a star, and as a proxy weakens it', async () => {
    const { headers, body: group } = await post({ name: 'Matched' });
    const read = () => api.get(`${GROUPS}/${group.id}`);
    const etag = headers.get('etag')!;
    expect((await patch(group.id, { settings: {} }, `"x", ${etag} , "y"`)).status).toBe(200);
    expect((await patch(group.id, { settings: {} }, `W/${(await read()).headers.get('etag')!}`)).status).toBe(200);
    expect((await patch(group.id, { settings: {} }, '*')).status).toBe(200);
    for (const other of [etag, '"x"', '"x", "y"', etag.slice(1, -1), '']) {
      expect((await patch(group.id, { settings: {} }, other)).status).toBe(412);
    }
  });

  it('has an ETag that its pool does not move', async () => {
    const { headers, body: group } = await post({ name: 'Pooled' });
    await api.send('POST', `${GROUPS}/${group.id}/numbers`, numbersFrom(400, 1)[0]);
    expect((await api.get(`${GROUPS}/${group.id}`)).headers.get('etag')).toBe(headers.get('etag'));
  });

  it('loses no change of those who change different settings at once', async () => {
    const { id } = await api.createGroup({ name: 'Contended' });
    const changes = [{ expirySeconds: 99 }, { uniqueDnis: true }, { coolDownSeconds: 7 }, { generateAccessCode: true }];
    const answers = await Promise.all(changes.map((settings) => patch(id, { settings })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await api.get(`${GROUPS}/${id}`)).body).toMatchObject({
      settings: Object.assign({}, ...changes) as object,
    });
  });

  it('never changes a name, not even to itself, nor anything sent along with one', async () => {
    const { id } = await api.createGroup({ name: 'Named' });
    for (const name of ['Other', 'Named', null, { $ne: 1 }]) {
      const refused = await patch(id, { name, settings: { expirySeconds: 77 } });
      expect(refused).toMatchObject({ status: 422, body: { code: 'GROUP_NAME_IMMUTABLE' } });
    }
    const unchanged = { name: 'Named', settings: DEFAULT_SETTINGS };
    expect((await api.get<Group>(`${GROUPS}/${id}`)).body).toMatchObject(unchanged);
  });

  it('refuses settings out of range and unknown ones', async () => {
    const { id } = await api.createGroup({ name: 'Ranges' });
    const settings = { accessCodeLength: 13, expirySeconds: 1_801, coolDownSeconds: -1, maxLivePerCaller: 101 };
    expect(fieldsOf(await patch(id, { settings }))).toEqual([
      'settings.accessCodeLength OUT_OF_RANGE',
      'settings.expirySeconds OUT_OF_RANGE',
      'settings.coolDownSeconds OUT_OF_RANGE',
      'settings.maxLivePerCaller OUT_OF_RANGE',
    ]);
    expect(await patch(id, { settings: { colour: 'red' } })).toMatchObject({ status: 422 });
    expect(await patch(id, { settings: { expirySeconds: '30' } })).toMatchObject({ status: 422 });
    expect(await patch(id, { settings: { expirySeconds: null } })).toMatchObject({ status: 422 });
  });

  it('keeps an overflow number out of every pool, and lets go of it', async () => {
    const { id } = await api.createGroup({ name: 'Overflowing', numbers: numbersFrom(500, 1) });
    const overflow = { onExhausted: 'overflow', overflowNumber: '+18005550501' };
    expect(await patch(id, { settings: overflow })).toMatchObject({ status: 200, body: { settings: overflow } });
    const add = () => api.send<Refusal>('POST', `${GROUPS}/${id}/numbers`, { dnis: '+18005550501' });
    expect((await add()).body.code).toBe('NUMBER_TAKEN');
    expect((await patch(id, { settings: { overflowNumber: '+18005550500' } })).body.code).toBe('NUMBER_TAKEN');
    expect((await patch(id, { settings: { onExhausted: 'refuse', overflowNumber: null } })).status).toBe(200);
    expect((await add()).status).toBe(201);
  });

  it('deletes a group: its numbers and its name are free again', async () => {
    const { headers, body: group } = await post({ name: 'Deleted', numbers: numbersFrom(600, 2) });
    const remove = (ifMatch: string) => api.send('DELETE', `${GROUPS}/${group.id}`, undefined, { 'if-match': ifMatch });
    expect(await remove('"x"')).toMatchObject({ status: 412 });
    expect(await remove(headers.get('etag')!)).toMatchObject({ status: 202, body: { state: 'deleting' } });
    expect((await api.get(`${GROUPS}/${group.id}`)).status).toBe(404);
    expect((await post({ name: 'DELETED', numbers: numbersFrom(600, 2) })).status).toBe(201);
  });

  it('takes no change while it is being deleted', async () => {
    const { id } = await api.createGroup({ name: 'Leaving' });
    const deletion = { $set: { deletingSince: new Date() }, $unset: { nameKey: 1 } } as const;
    await system.database.collection('groups').updateOne({ _id: new ObjectId(id) }, deletion);
    const refusal = { status: 409, body: { code: 'GROUP_DELETING' } };
    expect(await api.get(`${GROUPS}/${id}`)).toMatchObject({ body: { state: 'deleting' } });
    expect(await patch(id, { settings: {} })).toMatchObject(refusal);
    expect(await api.send('POST', `${GROUPS}/${id}/numbers`, { dnis: '+18005550700' })).toMatchObject(refusal);
    expect(await api.upload(id, '+18005550700,\n')).toMatchObject(refusal);
    expect((await api.get<Page<Group>>(`${GROUPS}?limit=1000`)).body.items.map((group) => group.id)).not.toContain(id);
    expect(await api.send('DELETE', `${GROUPS}/${id}`)).toMatchObject({ status: 202 });
  });
});
