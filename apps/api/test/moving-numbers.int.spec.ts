import { type CreatedCallIn, type Group } from '@ctci/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallInClient, type PooledGroup, refused } from './support/call-in-client.js';
import { System } from './support/system.js';

const ROUNDS = 4;

const system = new System();
let one: CallInClient;
let other: CallInClient;
beforeAll(async () => {
  const apis = await Promise.all([system.startApi(), system.startApi()]);
  [one, other] = [new CallInClient(apis[0]), new CallInClient(apis[1])];
});
afterAll(() => system.stop());

const numberOf = ({ id }: Pick<Group, 'id'>, dnis: string) => `/api/v1/groups/${id}/numbers/${dnis}`;
const remove = (client: CallInClient, group: Group, dnis: string) => client.api.send('DELETE', numberOf(group, dnis));
const add = (client: CallInClient, { id }: Group, dnis: string) =>
  client.api.send<never>('POST', `/api/v1/groups/${id}/numbers`, { dnis });
const isIn = async (group: Group, dnis: string) => (await one.api.get(numberOf(group, dnis))).status === 200;

/** So many creates at once, at two processes, of which some may be refused. */
async function createMany(group: Group, count: number): Promise<CreatedCallIn[]> {
  const answers = await Promise.all(
    Array.from({ length: count }, (_, at) => (at % 2 ? one : other).create(group.name)),
  );
  return answers.flatMap(({ status, body }) => (status === 201 ? [body] : []));
}

describe.each([
  { kind: 'unique', uniqueDnis: true },
  { kind: 'shared', uniqueDnis: false },
])('$kind numbers that leave while they are asked for', ({ uniqueDnis }) => {
  const groupOf = (count: number): Promise<PooledGroup> => one.groupOf(count, { uniqueDnis });

  it('are in no other group while a call-in lives on them, and are handed out no more', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [from, to] = [await groupOf(4), await groupOf(1)];
      const [leaver] = from.dnis as [string];

      const [raced, added] = await Promise.all([
        createMany(from, 4),
        remove(other, from, leaver).then(() => add(one, to, leaver)),
      ]);
      const late = await createMany(from, 4);

      const isHeld = raced.some(({ toPhoneNumber }) => toPhoneNumber === leaver);
      expect(late.map(({ toPhoneNumber }) => toPhoneNumber)).not.toContain(leaver);
      if (isHeld && added.status === 201) throw new Error(`${leaver} was handed out by a group that it had left`);
      if (added.status !== 201) expect(refused(added)).toMatchObject({ status: 409, code: 'NUMBER_DRAINING' });
      if (isHeld) expect(refused(added).retryAfter).toBeGreaterThan(0);
    }
  });

  it('all the same when many leave at once, and when all do with their group', async () => {
    const from = await groupOf(20);
    const leavers = from.dnis.slice(0, 19);
    const [raced] = await Promise.all([
      createMany(from, 10),
      ...leavers.map((dnis, at) => remove(at % 2 ? one : other, from, dnis)),
    ]);
    const stayed = new Set((await createMany(from, 20)).map(({ toPhoneNumber }) => toPhoneNumber));
    expect([...stayed]).toEqual(uniqueDnis && raced.some(lastOf(from)) ? [] : [from.dnis[19]]);
    for (const callIn of raced) await expectMatched(callIn);

    const whole = await groupOf(10);
    const [living] = await Promise.all([createMany(whole, 10), other.api.send('DELETE', `/api/v1/groups/${whole.id}`)]);
    expect(await createMany(whole, 4)).toEqual([]);
    for (const callIn of living) await expectMatched(callIn);
    const to = await groupOf(1);
    for (const dnis of whole.dnis) expect((await add(one, to, dnis)).status).toBe(201);
  });

  it('come back to their own group at once, call-ins and all', async () => {
    const from = await groupOf(2);
    const live = await one.created(from.name);
    await remove(other, from, live.toPhoneNumber);
    expect(await isIn(from, live.toPhoneNumber)).toBe(false);

    expect((await add(one, from, live.toPhoneNumber)).status).toBe(201);

    expect(await isIn(from, live.toPhoneNumber)).toBe(true);
    if (uniqueDnis)
      expect((await createMany(from, 4)).map(({ toPhoneNumber }) => toPhoneNumber)).toEqual(
        from.dnis.filter((dnis) => dnis !== live.toPhoneNumber),
      );
    await expectMatched(live);
    const again = await createMany(from, 8);
    expect(again.map(({ toPhoneNumber }) => toPhoneNumber)).toContain(live.toPhoneNumber);
  });

  const lastOf =
    ({ dnis }: PooledGroup) =>
    ({ toPhoneNumber }: CreatedCallIn) =>
      toPhoneNumber === dnis.at(-1);

  /** Shared ones on one number are joined oldest first: ended all the same. */
  async function expectMatched(callIn: CreatedCallIn): Promise<void> {
    const answer = await one.match({ dnis: callIn.toPhoneNumber });
    expect(answer.outcome).toBe('matched');
    if (uniqueDnis) expect(answer).toMatchObject({ callIn: { id: callIn.id } });
  }
});
