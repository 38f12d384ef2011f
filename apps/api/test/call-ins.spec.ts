import {
  type CallIn,
  type CreatedCallIn,
  type Group,
  type MatchAnswer,
  type NewGroup,
  type Problem,
} from '@ctci/contracts';
import { type Answer } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CheckedClient, fieldsOf } from './support/checked-client.js';
import { numbersFrom } from './support/numbers.js';
import { System } from './support/system.js';

const system = new System();
let api: CheckedClient;
beforeAll(async () => {
  api = await system.startApi();
}, 30_000);
afterAll(() => system.stop());

let made = 0;
/** A group with so many numbers that no other test has. */
async function groupOf(count: number, settings: NewGroup['settings'] = {}): Promise<Group & { dnis: string[] }> {
  const numbers = numbersFrom(20_000 + 1_000 * made++, count);
  const group = await api.createGroup({ name: `group ${made}`, numbers, settings });
  return { ...group, dnis: numbers.map(({ dnis }) => dnis) };
}

const create = (body: unknown) => api.send<CreatedCallIn & Problem>('POST', '/api/v1/call-ins', body);
async function created(groupName: string, rest: object = {}): Promise<CreatedCallIn> {
  const { status, body } = await create({ groupName, ...rest });
  if (status !== 201) throw new Error(`${status} ${body.code}`);
  return body;
}
const match = async (call: object): Promise<MatchAnswer & { outcome: string }> => {
  const { status, body } = await api.send<MatchAnswer>('POST', '/api/v1/call-ins/match', call);
  expect(status).toBe(200);
  return body;
};
const cancel = (id: string): Promise<Answer<CallIn & Problem>> => api.send('POST', `/api/v1/call-ins/${id}/cancel`);

describe('a unique number', () => {
  it('is handed out to one call-in at a time, and again once it is free', async () => {
    const { name, dnis } = await groupOf(2, { uniqueDnis: true });

    const [one, other] = [await created(name), await created(name)];
    expect([one.toPhoneNumber, other.toPhoneNumber].sort()).toEqual(dnis);
    const refused = await create({ groupName: name });
    expect(refused).toMatchObject({ status: 503, body: { code: 'POOL_EXHAUSTED' } });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(28);
    expect(seconds).toBeLessThanOrEqual(30);

    expect(await cancel(one.id)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    expect((await created(name)).toPhoneNumber).toBe(one.toPhoneNumber);

    expect(await match({ dnis: other.toPhoneNumber })).toMatchObject({ outcome: 'matched', callIn: { id: other.id } });
    expect((await created(name)).toPhoneNumber).toBe(other.toPhoneNumber);
  });
});

describe('bad input', () => {
  it('is refused field by field', async () => {
    expect(fieldsOf(await create({ groupName: 1 }))).toEqual(['groupName INVALID_TYPE']);
  });
});
