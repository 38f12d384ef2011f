import { type CallIn } from '@ctci/contracts';
import { percentile } from '../lib/load.ts';
import { timed } from '../lib/measure.ts';
import { type Line } from '../lib/report.ts';
import { plain } from './create.ts';
import { type Stage, storedCallIn } from './stage.ts';

const RECORDS = 1_000_000;
const PAGE = 50;
const DEEP_PAGE = 10_000;
const ASKED = 60;

/** P12: page 1 and page 10,000 of a million records, and each filter. */
export async function measureRecords(stage: Stage): Promise<{ lines: Line[]; facts: object }> {
  const { groupName, dnis, deep } = await store(stage);
  const records = stage.db.collection<{ _id: string; createdAt: Date }>('callIns');
  const some = await records.findOne({ callbackServiceId: { $exists: true } });
  const { caller, callbackServiceId } = some as unknown as { caller: string; callbackServiceId: string };
  const encoded = encodeURIComponent;
  const queries: Record<string, string> = {
    'page 1': '',
    'page 10,000': `cursor=${deep}`,
    groupName: `groupName=${encoded(groupName)}`,
    dnis: `dnis=${encoded(dnis)}`,
    'state=matched': 'state=matched',
    'state=expired': 'state=expired',
    'state=waiting': 'state=waiting',
    'groupName, state': `groupName=${encoded(groupName)}&state=cancelled`,
    fromPhoneNumber: `fromPhoneNumber=${encoded(caller)}`,
    callbackServiceId: `callbackServiceId=${callbackServiceId}`,
    createdFrom: 'createdFrom=2026-01-01T00:00:00Z',
    createdTo: 'createdTo=2026-03-01T00:00:00Z',
  };
  const p99s: Record<string, number> = {};
  for (const [name, query] of Object.entries(queries)) p99s[name] = await p99Of(stage, query);
  await records.drop();

  const base = p99s['page 1'] ?? NaN;
  const lines = Object.entries(p99s).map(([what, ms]): Line => {
    const ratio = ms / base;
    if (what === 'page 1') return plain('records, page 1 of 1,000,000', `p99 ${ms.toFixed(1)} ms`, '');
    return {
      ...{ budget: 'P12', what: `records by ${what}`, median: `p99 ${ms.toFixed(1)} ms`, range: '' },
      ...{ ratio: `${ratio.toFixed(2)} ×`, limit: '≤ 3.0 ×', met: ratio <= 3 },
    };
  });
  return { lines, facts: { p99s } };
}

async function p99Of(stage: Stage, query: string): Promise<number> {
  const latencies: number[] = [];
  for (let index = -5; index < ASKED; index += 1) {
    const ms = await timed(async () => {
      const { status } = await stage.client.get<{ items: CallIn[] }>(`/api/v1/call-ins?limit=${PAGE}&${query}`);
      if (status !== 200) throw new Error(`${query}: ${status}`);
    });
    if (index >= 0) latencies.push(ms);
  }
  return percentile(latencies, 0.99);
}

/** A year of records of ten groups. */
async function store(stage: Stage): Promise<{ groupName: string; dnis: string; deep: string }> {
  const groups: Awaited<ReturnType<Stage['group']>>[] = [];
  for (let index = 0; index < 10; index += 1) groups.push(await stage.group(100, {}));
  const [first] = groups;
  if (!first) throw new Error('no group');
  const states = ['matched', 'expired', 'cancelled'];
  const begin = Date.UTC(2026, 0, 1);
  for (let from = 0; from < RECORDS; from += 10_000) {
    const batch = Array.from({ length: 10_000 }, (_, index) => {
      const record = from + index;
      const group = groups[record % 10] ?? first;
      const createdAt = new Date(begin + record * 20);
      return storedCallIn(group, group.dnis[Math.floor(record / 10) % 100] ?? '', {
        ...{
          state: states[record % 3],
          createdAt,
          endedAt: createdAt,
          expiresAt: new Date(createdAt.getTime() + 30_000),
        },
        ...(record % 2 === 0 && { caller: `+1202555${String(record % 10_000).padStart(4, '0')}` }),
        ...(record % 100 === 0 && { callbackServiceId: `00000000-0000-4000-8000-${String(record).padStart(12, '0')}` }),
      });
    });
    await stage.db.collection('callIns').insertMany(batch, { ordered: false, writeConcern: { w: 1 } });
  }
  const [at] = await stage.db
    .collection<{ _id: string; createdAt: Date }>('callIns')
    .find()
    .sort({ createdAt: -1, _id: -1 })
    .skip(DEEP_PAGE * PAGE)
    .limit(1)
    .toArray();
  const position = JSON.stringify({ at: at?.createdAt.toISOString(), id: at?._id });
  return { groupName: first.name, dnis: first.dnis[7] ?? '', deep: Buffer.from(position).toString('base64url') };
}
