import { startApp } from '@ctci/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../lib/load.ts';
import { timed } from '../lib/measure.ts';
import { type Line } from '../lib/report.ts';
import { plain } from './create.ts';
import { type Stage, storedCallIn } from './stage.ts';

const DUE = 10_000;
const ONE_BY_ONE = 1_000;

/** P9: 10,000 call-ins due within the same second, one expiry worker. */
export async function measureExpiry(stage: Stage): Promise<{ lines: Line[]; facts: object }> {
  const floorRate = await oneByOne(stage);
  const worker = await startApp('expiry-worker', stage.env);
  const callIns = stage.db.collection<{ _id: string; expiresAt: Date }>('callIns');
  const dueAt = Date.now() + 8_000;
  const due = await storeDue(stage, DUE, (index) => new Date(dueAt + (index % 1_000)));

  const lateness: number[] = [];
  const waiting = { createdBy: 'bench', state: 'waiting' };
  await sleep(dueAt - Date.now());
  let left = due;
  const from = Date.now();
  while (left > 0) {
    const now = Date.now();
    const stillWaiting = await callIns.countDocuments(waiting);
    const ended = left - stillWaiting;
    // Seen only now, so at most this late; those due first ended first.
    for (let index = due - left; index < due - stillWaiting; index += 1) {
      lateness.push(now - (dueAt + Math.floor((index / DUE) * 1_000)));
    }
    left -= ended;
    if (now - from > 60_000) throw new Error(`${left} still wait`);
    await sleep(5);
  }
  const wall = Date.now() - dueAt;
  await worker.stop();
  await stage.freeAll();

  const p99 = percentile(lateness, 0.99);
  const burst = await burstRate(stage);
  return {
    lines: [
      plain('floor: expired one by one', `${Math.round(floorRate)}/s`, ''),
      {
        ...{ budget: 'P9', what: '10,000 due in one second: p99 after due', median: `${p99.toFixed(0)} ms` },
        ...{ range: `all in ${wall} ms`, ratio: '', limit: '≤ 1000 ms', met: p99 <= 1_000 },
      },
      {
        ...{ budget: 'P9', what: '10,000 overdue at once: rate', median: `${Math.round(burst)}/s`, range: '' },
        ...{ ratio: `${(burst / floorRate).toFixed(1)} ×`, limit: '≥ 5 ×', met: burst >= 5 * floorRate },
      },
    ],
    facts: { floorRate, p99, wall, burst },
  };
}

async function storeDue(stage: Stage, count: number, expiresAt: (index: number) => Date): Promise<number> {
  const group = await stage.group(count, { uniqueDnis: true });
  const callIns = group.dnis.map((dnis, index) => storedCallIn(group, dnis, { expiresAt: expiresAt(index) }));
  await stage.db.collection('callIns').insertMany(callIns, { ordered: false });
  return count;
}

async function oneByOne(stage: Stage): Promise<number> {
  await storeDue(stage, ONE_BY_ONE, () => new Date(Date.now() - 1_000));
  const callIns = stage.db.collection<{ _id: string }>('callIns');
  const ids = await callIns.find({ state: 'waiting' }, { projection: { _id: 1 } }).toArray();
  const ms = await timed(async () => {
    for (const { _id } of ids) {
      await callIns.updateOne({ _id, state: 'waiting', $expr: { $lte: ['$expiresAt', '$$NOW'] } }, [
        { $set: { state: 'expired', endedAt: '$expiresAt' } },
        { $unset: ['accessCode', 'callerPlace'] },
      ]);
    }
  });
  await stage.freeAll();
  return (ids.length / ms) * 1_000;
}

/** With the worker up, from the moment that all are there: what it does when it comes back to work. */
async function burstRate(stage: Stage): Promise<number> {
  await storeDue(stage, DUE, () => new Date(Date.now() - 1_000));
  const worker = await startApp('expiry-worker', stage.env);
  const callIns = stage.db.collection('callIns');
  const expired = { createdBy: 'bench', state: 'expired' };
  const waiting = { createdBy: 'bench', state: 'waiting' };
  let from = performance.now();
  for (;;) {
    const left = await callIns.countDocuments(waiting);
    if (left === DUE) from = performance.now();
    if (left === 0) break;
    await sleep(5);
  }
  const ms = performance.now() - from;
  if ((await callIns.countDocuments(expired)) !== DUE) throw new Error('not all have expired');
  await worker.stop();
  await stage.freeAll();
  return (DUE / ms) * 1_000;
}
