import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CallInClient } from './support/call-in-client.js';
import { System } from './support/system.js';

const [ONE, OTHER] = ['+12025550123', '+12025550124'];
const LIMIT = 7;

const system = new System();
let clients: readonly [CallInClient, CallInClient];
beforeAll(async () => {
  const apis = await Promise.all([system.startApi(), system.startApi()]);
  clients = [new CallInClient(apis[0]), new CallInClient(apis[1])];
});
afterAll(() => system.stop());

/** Fifty at once, at two processes. */
const fifty = (groupName: string, fromPhoneNumber?: string) =>
  Promise.all(Array.from({ length: 50 }, (_, at) => clients[at % 2 ? 1 : 0].create(groupName, { fromPhoneNumber })));

const outcomes = (answers: Awaited<ReturnType<typeof fifty>>) =>
  Object.fromEntries(
    [...Map.groupBy(answers, ({ status, body }) => (status === 201 ? 'made' : body.code))].map(([code, all]) => [
      code,
      all.length,
    ]),
  );

it('each caller gets exactly its limit in each group, whoever else calls at once', async () => {
  const settings = { maxLivePerCaller: LIMIT };
  const [one, other] = [
    await clients[0].groupOf(2, settings),
    await clients[0].groupOf(60, { ...settings, uniqueDnis: true }),
  ];

  const all = await Promise.all([fifty(one.name, ONE), fifty(one.name, OTHER), fifty(other.name, ONE)]);

  for (const answers of all) expect(outcomes(answers)).toEqual({ made: LIMIT, TOO_MANY_LIVE_CALL_INS: 50 - LIMIT });
});

it('a place is free as soon as its call-in has ended, and callers who give no number have no limit', async () => {
  const { name } = await clients[0].groupOf(2, { maxLivePerCaller: 1 });
  const only = await clients[0].created(name, { fromPhoneNumber: ONE });
  await clients[1].cancel(only);

  expect(outcomes(await fifty(name, ONE))).toEqual({ made: 1, TOO_MANY_LIVE_CALL_INS: 49 });
  expect(outcomes(await fifty(name))).toEqual({ made: 50 });
});
