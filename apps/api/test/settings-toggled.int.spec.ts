import { type CallIn, type CreatedCallIn, type Group, type NewGroup } from '@ctci/contracts';
import { until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallInClient, EXPIRY, refused } from './support/call-in-client.js';
import { System } from './support/system.js';

const ROUNDS = 5;

const system = new System();
let one: CallInClient;
let other: CallInClient;
beforeAll(async () => {
  const apis = await Promise.all([system.startApi(), system.startApi()]);
  [one, other] = [new CallInClient(apis[0]), new CallInClient(apis[1])];
});
afterAll(() => system.stop());

async function change({ id }: Pick<Group, 'id'>, settings: NewGroup['settings']): Promise<void> {
  const { status } = await one.api.send('PATCH', `/api/v1/groups/${id}`, { settings });
  expect(status).toBe(200);
}

const lifeOf = ({ createdAt, expiresAt }: CallIn) => (Date.parse(expiresAt) - Date.parse(createdAt)) / 1_000;

describe('when Unique DNIS is switched under live call-ins', () => {
  it('a unique call-in takes no number that a shared one lives on', async () => {
    const group = await one.groupOf(2);
    const shared = await one.created(group.name);
    await change(group, { uniqueDnis: true });

    const unique = await other.created(group.name);
    expect(unique.toPhoneNumber).not.toBe(shared.toPhoneNumber);
    const { code, retryAfter } = refused(await one.create(group.name));
    expect(code).toBe('POOL_EXHAUSTED');
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(retryAfter).toBeLessThanOrEqual(EXPIRY);

    await one.cancel(shared);
    expect((await other.created(group.name)).toPhoneNumber).toBe(shared.toPhoneNumber);
  });

  it('a shared call-in takes no number that is held', async () => {
    const group = await one.groupOf(2, { uniqueDnis: true });
    const unique = await one.created(group.name);
    await change(group, { uniqueDnis: false });

    const shared = await Promise.all([1, 2, 3, 4].flatMap(() => [one, other].map((api) => api.created(group.name))));
    expect(shared.map(({ toPhoneNumber }) => toPhoneNumber)).not.toContain(unique.toPhoneNumber);

    expect(await one.match({ dnis: unique.toPhoneNumber })).toMatchObject({ callIn: { id: unique.id }, candidates: 1 });
    // A process may go round for a second by what it has seen.
    const more = await until(
      () => one.created(group.name),
      ({ toPhoneNumber }) => toPhoneNumber === unique.toPhoneNumber,
    );
    expect(more.state).toBe('waiting');
  });

  it('again and again while many are made at once, none that holds its number has company', async () => {
    const group = await one.groupOf(12);
    for (let round = 0; round < ROUNDS; round += 1) {
      const creates = Array.from({ length: 24 }, (_, at) => (at % 2 ? one : other).create(group.name));
      for (const uniqueDnis of [true, false, true]) await change(group, { uniqueDnis });
      const made = (await Promise.all(creates)).flatMap(({ status, body }) => (status === 201 ? [body] : []));

      const kinds = await kindsOf(made);
      const onNumber = Map.groupBy(made, ({ toPhoneNumber }) => toPhoneNumber);
      for (const [dnis, callIns] of onNumber) {
        const isHeld = callIns.some(({ id }) => kinds.get(id) === 'unique');
        expect([dnis, isHeld ? callIns.length : 1]).toEqual([dnis, 1]);
      }
      for (const callIn of made) await one.cancel(callIn);
      await change(group, { uniqueDnis: false });
    }
  });
});

/** As they are stored: no answer tells. */
async function kindsOf(callIns: readonly CreatedCallIn[]): Promise<Map<string, string>> {
  const ids = callIns.map(({ id }) => id);
  const documents = system.database.collection<{ _id: string; kind: string }>('callIns').find({ _id: { $in: ids } });
  return new Map((await documents.toArray()).map(({ _id, kind }) => [_id, kind]));
}

describe('when codes and times are switched under live call-ins', () => {
  it('each is matched as it was made, and those with a code by their code alone', async () => {
    const group = await one.groupOf(1);
    const [dnis] = group.dnis;
    const without = await one.created(group.name);
    await change(group, { generateAccessCode: true, accessCodeLength: 5 });
    const five = await other.created(group.name);
    await change(group, { accessCodeLength: 8 });
    const eight = await one.created(group.name);
    await change(group, { generateAccessCode: false });
    expect([without, five, eight].map(({ accessCode }) => accessCode?.length ?? null)).toEqual([null, 5, 8]);

    expect(await other.match({ dnis, accessCode: five.accessCode })).toMatchObject({
      ...{ matchedBy: 'accessCode', callIn: { id: five.id, accessCodeLength: 5 } },
    });
    expect(await one.match({ dnis })).toMatchObject({ matchedBy: 'dnis', callIn: { id: without.id } });
    expect(await other.match({ dnis })).toMatchObject({ reason: 'CODE_REQUIRED', accessCodeLength: 8 });
    expect(await other.match({ dnis, accessCode: '1'.repeat(5) })).toMatchObject({ reason: 'WRONG_CODE' });
    expect(await one.match({ dnis, accessCode: eight.accessCode })).toMatchObject({ callIn: { id: eight.id } });
  });

  it('each lives as long as its own settings say, and its number rests as long', async () => {
    const group = await one.groupOf(2, { uniqueDnis: true, expirySeconds: 200, coolDownSeconds: 3_600 });
    const rested = await one.created(group.name);
    await change(group, { expirySeconds: 100, coolDownSeconds: 0 });
    const brief = await other.created(group.name);

    expect([rested, brief].map(lifeOf)).toEqual([200, 100]);
    expect([await one.get(rested), await other.get(brief)].map(lifeOf)).toEqual([200, 100]);
    for (const callIn of [rested, brief]) await one.cancel(callIn);
    expect((await other.created(group.name)).toPhoneNumber).toBe(brief.toPhoneNumber);
    const { code, retryAfter } = refused(await one.create(group.name));
    expect([code, retryAfter <= 100]).toEqual(['POOL_EXHAUSTED', true]);
  });
});
