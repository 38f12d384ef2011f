import { type ImportUndone } from '@ctci/contracts';
import { isUnfinished } from '@ctci/domain';
import { until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallInClient } from './support/call-in-client.js';
import { type CheckedClient } from './support/checked-client.js';
import { dnisOf } from './support/numbers.js';
import { System } from './support/system.js';

const SIZE = 40;
const ROUNDS = 5;
const CALLERS = 8;

const system = new System();
let apis: CheckedClient[];
let api: CheckedClient;
beforeAll(async () => {
  [apis] = await Promise.all([
    Promise.all([system.startApi(), system.startApi()]),
    system.start('import-worker'),
    system.start('expiry-worker'),
  ]);
  api = apis[0]!;
});
afterAll(() => system.stop());

/** From when until when, as whoever asked has seen it. */
interface Spell {
  readonly from: number;
  readonly to: number;
}
interface Made extends Spell {
  readonly dnis: string;
}
/** The numbers of a group, from the moment at which it was asked to have them until it had others. */
interface Pool extends Spell {
  readonly dnis: ReadonlySet<string>;
}

const now = () => performance.now();

/** Creates and is called without a pause, until it is told that all is over. Each of its calls has to be joined. */
async function callAgain(
  client: CallInClient,
  { groupName, caller, made, isOver }: { groupName: string; caller: string; made: Made[]; isOver: () => boolean },
) {
  while (!isOver()) {
    const from = now();
    const { status, body } = await client.create(groupName, { fromPhoneNumber: caller });
    if (status !== 201) continue;
    const { id, toPhoneNumber: dnis } = body;
    made.push({ dnis, from, to: now() });
    expect(await client.match({ dnis, callerNumber: caller })).toMatchObject({ outcome: 'matched', callIn: { id } });
  }
}

/** Replaces the whole pool by an import and takes that back, again and again, each time once the pool has been used. */
async function exchange(
  groupId: string,
  { first, second, made }: { first: readonly string[]; second: readonly string[]; made: readonly Made[] },
): Promise<Pool[]> {
  const [old, other] = [new Set(first), new Set(second)];
  const pools: Pool[] = [{ dnis: old, from: 0, to: Infinity }];
  const had = async (dnis: ReadonlySet<string>, step: () => Promise<unknown>) => {
    const { dnis: current, from: since } = pools.at(-1)!;
    await until(
      () => Promise.resolve(made.some((one) => one.from >= since && current.has(one.dnis))),
      (isUsed) => isUsed,
    );
    const from = now();
    await step();
    pools.push({ ...pools.pop()!, to: now() }, { dnis, from, to: Infinity });
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    let importId = '';
    await had(other, async () => {
      const csv = second.map((dnis) => `${dnis},\n`).join('');
      importId = (await api.startImport(groupId, csv, `?mode=replace&confirmRemoved=${SIZE}`)).id;
      const ended = await until(
        () => api.getImport(importId),
        ({ status }) => !isUnfinished(status),
      );
      expect(ended).toMatchObject({ status: 'completed', counts: { created: SIZE, removed: SIZE } });
    });
    await had(old, async () => {
      const { body } = await api.send<ImportUndone>('POST', `/api/v1/imports/${importId}/undo`);
      expect(body).toMatchObject({ takenOut: SIZE, putBack: SIZE });
    });
  }
  return pools;
}

describe.each([
  { kind: 'unique', uniqueDnis: true, start: 200_000 },
  { kind: 'shared', uniqueDnis: false, start: 300_000 },
])('creates against imports that replace the pool, and their undoing: $kind numbers', ({ kind, uniqueDnis, start }) => {
  it('no number is handed out by a group that it has left', async () => {
    const numbers = Array.from({ length: 2 * SIZE }, (_, at) => dnisOf(start + at));
    const [first, second] = [numbers.slice(0, SIZE), numbers.slice(SIZE)];
    const group = await api.createGroup({
      ...{ name: `Exchanged, ${kind}`, settings: { uniqueDnis } },
      numbers: first.map((dnis) => ({ dnis })),
    });

    const made: Made[] = [];
    let isOver = false;
    const callers = Array.from({ length: CALLERS }, (_, at) => {
      const run = { groupName: group.name, caller: dnisOf(900_000 + at), made, isOver: () => isOver };
      return callAgain(new CallInClient(apis[at % 2]!), run);
    });
    const pools = await exchange(group.id, { first, second, made }).finally(() => (isOver = true));
    await Promise.all(callers);

    const isRight = ({ dnis, from, to }: Made) =>
      pools.some((pool) => pool.dnis.has(dnis) && from <= pool.to && to >= pool.from);
    expect(made.filter((one) => !isRight(one))).toEqual([]);
  });

  it('and each that has come back can be had', async () => {
    const had = new Set<string>();
    const calls = uniqueDnis ? SIZE : 4 * SIZE; // shared ones are spread evenly, not in turn
    for (let call = 0; call < calls; call += 1) {
      const { status, body } = await new CallInClient(api).create(`Exchanged, ${kind}`);
      expect(status).toBe(201);
      had.add(body.toPhoneNumber);
    }
    expect([...had].sort()).toEqual(Array.from({ length: SIZE }, (_, at) => dnisOf(start + at)).sort());
  });
});
