import { type Group, type NewNumber, type PoolNumber } from '@ctci/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ObjectId } from 'mongodb';
import { type CheckedClient, fieldsOf, type Refusal } from './support/checked-client.js';
import { dnisOf, numbersFrom } from './support/numbers.js';
import { allPages, type Page } from './support/pages.js';
import { System } from './support/system.js';

const system = new System();
let api: CheckedClient;

beforeAll(async () => {
  api = await system.startApi();
});

afterAll(() => system.stop());

let made = 0;
/** A group of its own, and requests about its numbers. */
async function aPool(numbers: NewNumber[] = []) {
  const name = `Pool ${++made}`;
  const { id } = await api.createGroup({ name, numbers });
  const path = `/api/v1/groups/${id}/numbers`;
  const at = (dnis: string) => `${path}/${dnis}`;
  const matching = (ifMatch?: string) => (ifMatch === undefined ? {} : { 'if-match': ifMatch });
  return {
    id,
    name,
    path,
    add: (number: object) => api.send<PoolNumber & Refusal>('POST', path, number),
    get: (dnis: string) => api.get<PoolNumber & Refusal>(at(dnis)),
    change: (dnis: string, change: object, ifMatch?: string) =>
      api.send<PoolNumber & Refusal>('PATCH', at(dnis), change, matching(ifMatch)),
    remove: (dnis: string, ifMatch?: string) => api.send<Refusal>('DELETE', at(dnis), undefined, matching(ifMatch)),
    list: async (query = '') => (await api.get<Page<PoolNumber>>(`${path}?${query}`)).body.items,
    size: async () => (await api.get<Group>(`/api/v1/groups/${id}`)).body.poolSize,
  };
}

async function drain(dnis: string): Promise<void> {
  const numbers = system.database.collection<{ _id: string; groupId: unknown }>('numbers');
  const number = await numbers.findOneAndUpdate({ _id: dnis }, { $set: { drainingSince: new Date() } });
  await system.database.collection('drains').insertOne({ groupId: number?.groupId, numbers: [dnis] });
}

describe('POST a number', () => {
  it('stores it with its plus, trimmed and composed, and says where it is', async () => {
    const pool = await aPool();
    const added = await pool.add({ dnis: ' 18005550000 ', description: ' Cafe\u0301 ' });
    const number = { dnis: '+18005550000', description: 'Café', state: 'free', warnings: [] };
    expect(added).toMatchObject({ status: 201, body: number });
    const found = await api.get(added.headers.get('location')!);
    expect(found.body).toEqual(number);
    expect(found.headers.get('etag')).toBe(added.headers.get('etag'));
    expect((await api.get<Group>(`/api/v1/groups/${pool.id}`)).body).toMatchObject({ state: 'active', poolSize: 1 });
  });

  it('takes 32 characters of description, and warns of what is no reason to refuse', async () => {
    const pool = await aPool();
    expect((await pool.add({ dnis: dnisOf(1), description: '😀'.repeat(32) })).status).toBe(201);
    const premium = await pool.add({ dnis: '+19005550123' });
    expect(premium.body.warnings.map(({ code }) => code)).toEqual(['DNIS_PREMIUM_RATE']);
  });

  it.each([
    [{ dnis: '' }, 'dnis DNIS_MISSING'],
    [{ dnis: '1.8E+10' }, 'dnis DNIS_SCIENTIFIC_NOTATION'],
    [{ dnis: '+1 800' }, 'dnis DNIS_NOT_E164'],
    [{ dnis: '+1800555\0' }, 'dnis DNIS_NOT_E164'],
    [{ dnis: '１８００５５５００００' }, 'dnis DNIS_NOT_E164'],
    [{ dnis: '+1234567890123456' }, 'dnis DNIS_TOO_LONG'],
    [{ dnis: '+9991234567' }, 'dnis DNIS_UNKNOWN_COUNTRY'],
    [{ dnis: '+1800555' }, 'dnis DNIS_WRONG_LENGTH'],
    [{ dnis: '+18005559999', description: '😀'.repeat(33) }, 'description DESCRIPTION_TOO_LONG'],
    [{ dnis: '+18005559999', description: 'a\nb' }, 'description DESCRIPTION_CONTROL_CHARACTER'],
    [{ dnis: '+18005559999', description: 'a\udc00b' }, 'description DESCRIPTION_CONTROL_CHARACTER'],
  ])('refuses %j', async (number, field) => {
    const pool = await aPool();
    const refused = await pool.add(number);
    expect(refused.status).toBe(422);
    expect(fieldsOf(refused)).toEqual([field]);
    expect(await pool.size()).toBe(0);
  });

  it('refuses what another group has or this one has already, and names the group', async () => {
    const [owner, other] = [await aPool(numbersFrom(10, 1)), await aPool()];
    for (const pool of [owner, other]) {
      const refused = await pool.add({ dnis: dnisOf(10) });
      expect(refused).toMatchObject({ status: 409, body: { code: 'NUMBER_TAKEN' } });
      expect(refused.body.detail).toContain(`${dnisOf(10)} belongs to the group "${owner.name}"`);
    }
  });

  it('revives a draining number of its own group, and takes over that of another on which no call-in lives', async () => {
    const [owner, other] = [await aPool(numbersFrom(20, 2)), await aPool()];
    await drain(dnisOf(20));
    await system.database.collection('groups').updateOne({ _id: new ObjectId(owner.id) }, { $inc: { poolSize: -1 } });
    expect(await owner.add({ dnis: dnisOf(20), description: 'back' })).toMatchObject({ status: 201 });
    expect((await owner.get(dnisOf(20))).body).toMatchObject({ state: 'free', description: 'back' });
    expect(await owner.size()).toBe(2);

    await drain(dnisOf(20));
    await system.database.collection('groups').updateOne({ _id: new ObjectId(owner.id) }, { $inc: { poolSize: -1 } });
    expect(await other.add({ dnis: dnisOf(20) })).toMatchObject({ status: 201 });
    expect([await owner.size(), await other.size()]).toEqual([1, 1]);
  });

  it('never lets a pool grow over 10,000, however many try at once', async () => {
    const pool = await aPool(numbersFrom(20_000, 9_985));
    const tries = numbersFrom(40_000, 40).map((number) => pool.add(number));
    const answers = await Promise.all(tries);
    const codes = answers.map(({ status, body }) => (status === 201 ? 'added' : body.code));
    expect(codes.filter((code) => code === 'added')).toHaveLength(15);
    expect(codes.filter((code) => code === 'POOL_FULL')).toHaveLength(25);
    expect(await pool.size()).toBe(10_000);
    const groupId = new ObjectId(pool.id);
    expect(await system.database.collection('numbers').countDocuments({ groupId })).toBe(10_000);
  });

  it('gives a number to one of the groups that ask for it at once', async () => {
    const pools = await Promise.all(Array.from({ length: 8 }, () => aPool()));
    const answers = await Promise.all(pools.map((pool) => pool.add({ dnis: dnisOf(30) })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    expect(answers.filter(({ status }) => status === 409).every(({ body }) => body.code === 'NUMBER_TAKEN')).toBe(true);
  });
});

describe('GET numbers', () => {
  it.each([1, 7, 1_000])('lists every number once, in the order of its digits, in pages of %i', async (limit) => {
    const numbers = numbersFrom(100 * limit, 25).reverse();
    const pool = await aPool(numbers);
    const pages = await allPages<PoolNumber>(api, pool.path, limit);
    const listed = pages.flatMap(({ items }) => items.map(({ dnis }) => dnis));
    expect(listed).toEqual(numbers.map(({ dnis }) => dnis).sort());
  });

  it('pages on while numbers come and go, missing and doubling none that stay', async () => {
    const pool = await aPool(numbersFrom(50_000, 2_500));
    const { items, nextCursor } = (await api.get<Page<PoolNumber>>(`${pool.path}?limit=1000`)).body;
    await pool.remove(items.at(-1)!.dnis);
    await pool.add({ dnis: dnisOf(49_999) });
    const next = await api.get<Page<PoolNumber>>(`${pool.path}?limit=1000&cursor=${nextCursor!}`);
    expect(next.body.items.map(({ dnis }) => dnis)).toEqual(numbersFrom(51_000, 1_000).map(({ dnis }) => dnis));
  });

  it('searches digits, and words of the description without regard to case, taking no character for a pattern', async () => {
    const pool = await aPool([
      { dnis: dnisOf(200), description: 'Sales (west) 50%' },
      { dnis: dnisOf(201), description: 'SALES [east] .*' },
      { dnis: dnisOf(312), description: 'Claims' },
    ]);
    const found = async (q: string) =>
      (await pool.list(`q=${encodeURIComponent(q)}`)).map(({ dnis }) => Number(dnis.slice(-3)));
    expect(await found('sales')).toEqual([200, 201]);
    expect(await found('5550312')).toEqual([312]);
    expect(await found('+1800')).toEqual([200, 201, 312]);
    expect((await pool.list('q=+18005550312')).map(({ dnis }) => dnis)).toEqual([dnisOf(312)]); // the "+" of a form
    expect(await found('.*')).toEqual([201]);
    for (const literal of ['(west)', '50%', '[east]']) expect(await found(literal)).toHaveLength(1);
    for (const nothing of ['^', '$', '\\', '|', '(?=a)', 'x'.repeat(64)]) expect(await found(nothing)).toEqual([]);
  });

  it.each(['q=%00', 'q=a%0Ab', `q=${'x'.repeat(65)}`, 'q=a&q=b', 'state=gone', 'state=', 'Q=1'])(
    'refuses ?%s',
    async (query) => {
      const { path } = await aPool();
      expect(await api.get(`${path}?${query}`)).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
    },
  );

  it('refuses a cursor of another list', async () => {
    const { path } = await aPool(numbersFrom(400, 2));
    const groups = await api.get<Page<Group>>('/api/v1/groups?limit=1');
    const numbers = await api.get<Page<PoolNumber>>(`${path}?limit=1`);
    for (const refused of [
      await api.get<Refusal>(`${path}?cursor=${groups.body.nextCursor!}`),
      await api.get<Refusal>(`/api/v1/groups?cursor=${numbers.body.nextCursor!}`),
      await api.get<Refusal>(`/api/v1/imports?cursor=${numbers.body.nextCursor!}`),
    ]) {
      expect(refused.status).toBe(422);
      expect(fieldsOf(refused)).toEqual(['cursor CURSOR_UNKNOWN']);
    }
  });

  it('tells numbers by their state', async () => {
    const pool = await aPool(numbersFrom(410, 3));
    await drain(dnisOf(411));
    const inState = async (state: string) => (await pool.list(`state=${state}`)).map(({ dnis }) => dnis);
    expect(await inState('free')).toEqual([dnisOf(410), dnisOf(412)]);
    expect(await inState('draining')).toEqual([dnisOf(411)]);
    expect([await inState('leased'), await inState('cooling')]).toEqual([[], []]);
    expect((await pool.list()).map(({ state }) => state)).toEqual(['free', 'draining', 'free']);
  });
});

describe('one number', () => {
  it.each(['+18005550500', '%2B18005550500', '%2b18005550500', '18005550500'])('is found as %s', async (written) => {
    const pool = await aPool(numbersFrom(500, 2));
    expect((await pool.get(written)).body.dnis).toBe(dnisOf(500));
    expect((await pool.change(written, { description: 'x' })).status).toBe(200);
    expect((await pool.remove(written)).status).toBe(202);
    await api.send('DELETE', `/api/v1/groups/${pool.id}`);
  });

  it.each(['+18005550599', 'nonsense', '%00', '+1800555059١', '1'.repeat(200), '..%2f..', '__proto__'])(
    'is not found as %s',
    async (written) => {
      const pool = await aPool();
      const notFound = { status: 404, body: { code: 'NUMBER_NOT_FOUND' } };
      expect(await pool.get(written)).toMatchObject(notFound);
      expect(await pool.change(written, {})).toMatchObject(notFound);
      expect(await pool.remove(written)).toMatchObject(notFound);
    },
  );

  it('is not found in another group, nor once it drains', async () => {
    const [owner, other] = [await aPool(numbersFrom(510, 1)), await aPool()];
    expect((await other.get(dnisOf(510))).body.code).toBe('NUMBER_NOT_FOUND');
    expect((await other.remove(dnisOf(510))).body.code).toBe('NUMBER_NOT_FOUND');
    await drain(dnisOf(510));
    expect((await owner.get(dnisOf(510))).body.code).toBe('NUMBER_NOT_FOUND');
  });

  it('changes its description, judged by If-Match where it is sent', async () => {
    const pool = await aPool(numbersFrom(520, 1));
    const etag = (await pool.get(dnisOf(520))).headers.get('etag')!;
    const changed = await pool.change(dnisOf(520), { description: 'new' }, etag);
    expect(changed).toMatchObject({ status: 200, body: { description: 'new' } });
    expect(await pool.change(dnisOf(520), { description: 'newer' }, etag)).toMatchObject({ status: 412 });
    expect(await pool.remove(dnisOf(520), etag)).toMatchObject({ status: 412 });
    expect(await pool.change(dnisOf(520), {}, changed.headers.get('etag')!)).toMatchObject({ status: 200 });
    expect(await pool.change(dnisOf(520), { description: '' }, '*')).toMatchObject({ body: { description: '' } });
  });

  it('corrects its digits: the right number comes and the wrong one goes', async () => {
    const pool = await aPool(numbersFrom(530, 1));
    const corrected = await pool.change(dnisOf(530), { dnis: '18005550531', description: 'right' });
    expect(corrected).toMatchObject({ status: 200, body: { dnis: dnisOf(531), description: 'right', state: 'free' } });
    expect((await pool.get(dnisOf(531))).headers.get('etag')).toBe(corrected.headers.get('etag'));
    expect((await pool.list()).map(({ dnis }) => dnis)).toEqual([dnisOf(531)]);
    expect(await pool.size()).toBe(1);
  });

  it('is not corrected to a number that is taken, or to none', async () => {
    const [owner, pool] = [await aPool(numbersFrom(540, 1)), await aPool(numbersFrom(541, 1))];
    const taken = await pool.change(dnisOf(541), { dnis: dnisOf(540) });
    expect(taken).toMatchObject({ status: 409, body: { code: 'NUMBER_TAKEN' } });
    expect(taken.body.detail).toContain(owner.name);
    expect(fieldsOf(await pool.change(dnisOf(541), { dnis: 'x' }))).toEqual(['dnis DNIS_NOT_E164']);
    expect((await pool.list()).map(({ dnis, state }) => [dnis, state])).toEqual([[dnisOf(541), 'free']]);
  });

  it('stays when it is the last, though all are deleted at once', async () => {
    const pool = await aPool(numbersFrom(550, 5));
    const answers = await Promise.all(numbersFrom(550, 5).map(({ dnis }) => pool.remove(dnis)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 202, 202, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('LAST_NUMBER');
    expect(await pool.size()).toBe(1);
    expect(await pool.list()).toHaveLength(1);
  });
});
