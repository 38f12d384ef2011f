import { load, type Load, percentile } from '../lib/load.ts';
import { median } from '../lib/measure.ts';
import { type Line } from '../lib/report.ts';
import { plain, summary } from './create.ts';
import { CALLERS, type Stage, storedCallIn } from './stage.ts';

const LIVE = 100_000;
const MATCHES = 2_000;
const ROUNDS = 9;

interface Target {
  readonly _id: string;
  readonly dnis: string;
  readonly accessCode: string;
}

/** P8: matched by code among 100,000 live call-ins on 1,000 numbers. */
export async function measureMatch(stage: Stage): Promise<{ lines: Line[]; facts: object }> {
  const group = await stage.group(1_000, { generateAccessCode: true, expirySeconds: 1_800 });
  const targets: Target[] = [];
  for (let from = 0; from < LIVE; from += 10_000) {
    const batch = Array.from({ length: 10_000 }, (_, index) => {
      const accessCode = String(100_000 + from + index);
      return storedCallIn(group, group.dnis[index % 1_000] ?? '', { accessCode, accessCodeLength: 6 });
    });
    await stage.db.collection('callIns').insertMany(batch, { ordered: false });
    targets.push(...(batch as unknown as Target[]));
  }

  const figures = { floor: [] as Load[], api: [] as Load[] };
  for (let round = -1; round < ROUNDS; round += 1) {
    const bare = await floor(stage, targets.splice(0, MATCHES));
    const matched = targets.splice(0, MATCHES);
    const api = await load(MATCHES, CALLERS, (index) => match(stage, matched[index]));
    if (round >= 0) {
      figures.floor.push(bare);
      figures.api.push(api);
    }
  }
  await stage.freeAll();

  const rate = (loads: readonly Load[]) => median(loads.map((one) => one.rate));
  const p99 = median(figures.api.map(({ latencies }) => percentile(latencies, 0.99)));
  const ratio = rate(figures.api) / rate(figures.floor);
  return {
    lines: [
      plain('floor: the same change of state by the driver', `${Math.round(rate(figures.floor))}/s`, ''),
      {
        ...{
          budget: 'P8',
          what: 'match by code, 32 at once, 100,000 live',
          median: `${Math.round(rate(figures.api))}/s`,
        },
        ...{ range: `p99 ${p99.toFixed(1)} ms`, ratio: `${ratio.toFixed(2)} ×`, limit: '≥ 0.7 ×', met: ratio >= 0.7 },
      },
    ],
    facts: { floor: summary(figures.floor), api: summary(figures.api) },
  };
}

/** The one write of a match: everything else that the API does is to find out which. */
async function floor(stage: Stage, targets: readonly Target[]): Promise<Load> {
  const callIns = stage.db.collection<{ _id: string }>('callIns');
  return load(targets.length, CALLERS, async (index) => {
    const match = { by: 'accessCode', candidates: 1, callerNumber: null };
    await callIns.findOneAndUpdate(
      { _id: targets[index]?._id ?? '', state: 'waiting', $expr: { $gt: ['$expiresAt', '$$NOW'] } },
      [
        { $set: { state: 'matched', match: { $literal: match }, endedAt: '$$NOW' } },
        { $unset: ['accessCode', 'callerPlace'] },
      ],
      { returnDocument: 'after', hint: { _id: 1 } },
    );
  });
}

async function match(stage: Stage, target: Target | undefined): Promise<void> {
  const call = { dnis: target?.dnis, accessCode: target?.accessCode };
  const answer = await stage.web.post<{ outcome: string; callIn?: { id: string } }>(
    '/api/v1/call-ins/match',
    call,
    200,
  );
  if (answer.callIn?.id !== target?._id) throw new Error(`not matched: ${JSON.stringify(answer)}`);
}
