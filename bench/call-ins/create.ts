import { randomUUID } from 'node:crypto';
import { ObjectId } from 'mongodb';
import { type Load, load, percentile } from '../lib/load.ts';
import { median } from '../lib/measure.ts';
import { type Line } from '../lib/report.ts';
import { CALLERS, type Stage, storedCallIn } from './stage.ts';

const CREATES = 3_000;
const CREATES_AND_CANCELS = 1_000;
const ROUNDS = 5;
const UNIQUE = { uniqueDnis: true, expirySeconds: 1_800 };

type BenchGroup = Awaited<ReturnType<Stage['group']>>;

/** The same two writes for each call-in, on the same collections with the same indexes, by the driver alone. */
async function floor(stage: Stage, group: BenchGroup): Promise<Load> {
  const leases = stage.db.collection<{ _id: string }>('leases');
  const callIns = stage.db.collection<{ _id: string }>('callIns');
  return load(CREATES, CALLERS, async (index) => {
    const dnis = group.dnis[index] ?? '';
    const _id = randomUUID();
    const until = { $dateAdd: { startDate: '$$NOW', unit: 'second', amount: 1_800 } };
    await leases.findOneAndUpdate(
      { _id: dnis, groupId: new ObjectId(group.id), $expr: { $lte: ['$restsUntil', '$$NOW'] } },
      [{ $set: { heldBy: { $literal: _id }, heldUntil: until, restsUntil: until, coolDownSeconds: 0 } }],
      { returnDocument: 'after', projection: { heldUntil: 1 } },
    );
    await callIns.insertOne({ ...storedCallIn(group, dnis), _id });
  });
}

const create = (stage: Stage, group: BenchGroup) =>
  stage.web.post<{ id: string }>('/api/v1/call-ins', { groupName: group.name }, 201);

/** P5. */
export async function measureCreate(stage: Stage): Promise<{ lines: Line[]; facts: object }> {
  const group = await stage.group(10_000, UNIQUE);
  await stage.hold(group.id, group.dnis); // each has its lease, as after some days
  const figures = { floor: [] as Load[], api: [] as Load[] };
  for (let round = -1; round < ROUNDS; round += 1) {
    await stage.freeAll();
    const bare = await floor(stage, group);
    await stage.freeAll();
    const api = await load(CREATES, CALLERS, () => create(stage, group));
    if (round >= 0) {
      figures.floor.push(bare);
      figures.api.push(api);
    }
  }
  await stage.freeAll();

  const rate = (loads: readonly Load[]) => median(loads.map((one) => one.rate));
  const p99 = (loads: readonly Load[]) => median(loads.map(({ latencies }) => percentile(latencies, 0.99)));
  const [rates, p99s] = [rate(figures.api) / rate(figures.floor), p99(figures.api) / p99(figures.floor)];
  const perSecond = (loads: readonly Load[]) => `${Math.round(rate(loads))}/s`;
  return {
    lines: [
      plain(
        'floor: lease and call-in by the driver',
        perSecond(figures.floor),
        `p99 ${p99(figures.floor).toFixed(1)} ms`,
      ),
      {
        ...{ budget: 'P5', what: 'create, unique, 32 at once: rate', median: perSecond(figures.api), range: '' },
        ...{ ratio: `${rates.toFixed(2)} ×`, limit: '≥ 0.7 ×', met: rates >= 0.7 },
      },
      {
        ...{ budget: 'P5', what: 'the same: p99', median: `${p99(figures.api).toFixed(1)} ms`, range: '' },
        ...{ ratio: `${p99s.toFixed(2)} ×`, limit: '≤ 2.0 ×', met: p99s <= 2 },
      },
    ],
    facts: { floor: summary(figures.floor), api: summary(figures.api) },
  };
}

/**
 * P6: what is created is cancelled at once, so that every variant keeps as many free as it began with. All variants in
 * every round, so that whatever else the machine does meets all of them.
 */
export async function measurePools(stage: Stage): Promise<{ lines: Line[]; facts: object }> {
  const variants: { name: string; group: BenchGroup; held: number; rates: number[] }[] = [];
  for (const size of [100, 1_000, 10_000]) {
    const group = await stage.group(size, UNIQUE);
    await stage.hold(group.id, group.dnis);
    for (const [name, held] of [
      ['nothing', 0],
      ['half', size / 2],
      ['all but 64', size - 64],
    ] as const) {
      variants.push({ name: `${size}, ${name} held`, group, held, rates: [] });
    }
  }
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const { group, held, rates } of variants) {
      await stage.freeAll();
      await stage.hold(group.id, group.dnis.slice(0, held));
      const rate = await createRate(stage, group);
      if (round >= 0) rates.push(rate);
    }
  }
  await stage.freeAll();
  const all = variants.map(({ rates }) => median(rates));
  const apart = (Math.max(...all) - Math.min(...all)) / Math.max(...all);
  const lines = variants.map(({ name, rates }) => plain(`pool ${name}`, `${Math.round(median(rates))}/s`, ''));
  const met = apart <= 0.2;
  const worst = { budget: 'P6', what: 'slowest pool against the fastest', median: '', range: '' };
  return {
    lines: [...lines, { ...worst, ratio: `${(apart * 100).toFixed(0)} % less`, limit: '≤ 20 %', met }],
    facts: { variants: variants.map(({ name, rates }) => ({ name, rates })) },
  };
}

/** Creates a second while as many callers create and cancel. */
async function createRate(stage: Stage, group: BenchGroup): Promise<number> {
  let creating = 0;
  await load(CREATES_AND_CANCELS, CALLERS, async () => {
    const from = performance.now();
    const { id } = await create(stage, group);
    creating += performance.now() - from;
    await stage.web.post(`/api/v1/call-ins/${id}/cancel`, undefined, 200);
  });
  return (CREATES_AND_CANCELS / creating) * CALLERS * 1_000;
}

export const plain = (what: string, figure: string, range: string): Line => ({
  ...{ budget: '', what, median: figure, range, ratio: '', limit: '', met: null },
});

export const summary = (loads: readonly Load[]) =>
  loads.map(({ rate, latencies }) => ({ rate, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) }));
