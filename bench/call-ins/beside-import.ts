import { type Import } from '@ctci/contracts';
import { startApp } from '@ctci/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../lib/load.ts';
import { median, timed } from '../lib/measure.ts';
import { type Line } from '../lib/report.ts';
import { plain } from './create.ts';
import { CALLERS, type Stage } from './stage.ts';

const ROUNDS = 5;

/** P7: creates while an import changes every description of the same pool. */
export async function measureBesideImport(stage: Stage): Promise<{ lines: Line[]; facts: object }> {
  const worker = await startApp('import-worker', { ...stage.env, NODE_OPTIONS: '--max-semi-space-size=8' });
  const group = await stage.group(10_000, { uniqueDnis: true, expirySeconds: 1_800 });
  await stage.hold(group.id, group.dnis);
  const figures = {
    idleP99: [] as number[],
    busyP99: [] as number[],
    importAlone: [] as number[],
    importBusy: [] as number[],
  };

  for (let round = -1; round < ROUNDS; round += 1) {
    await stage.freeAll();
    const importAlone = await timed(() => importAll(stage, group, `a${round}`));
    const idle = await createFor(stage, group.name, sleep(importAlone));
    await stage.freeAll();
    let importBusy = 0;
    const busy = await createFor(
      stage,
      group.name,
      timed(() => importAll(stage, group, `b${round}`)).then((ms) => (importBusy = ms)),
    );
    if (round < 0) continue;
    figures.idleP99.push(percentile(idle, 0.99));
    figures.busyP99.push(percentile(busy, 0.99));
    figures.importAlone.push(importAlone);
    figures.importBusy.push(importBusy);
  }
  await worker.stop();
  await stage.freeAll();

  const p99s = median(figures.busyP99) / median(figures.idleP99);
  const imports = median(figures.importBusy) / median(figures.importAlone);
  return {
    lines: [
      plain('creates alone, 32 at once: p99', `${median(figures.idleP99).toFixed(1)} ms`, ''),
      plain('an import of 10,000 changed descriptions alone', `${Math.round(median(figures.importAlone))} ms`, ''),
      {
        ...{ budget: 'P7', what: 'creates beside the import: p99', median: `${median(figures.busyP99).toFixed(1)} ms` },
        ...{ range: '', ratio: `${p99s.toFixed(2)} ×`, limit: '≤ 3.0 ×', met: p99s <= 3 },
      },
      {
        ...{ budget: 'P7', what: 'the import beside them', median: `${Math.round(median(figures.importBusy))} ms` },
        ...{ range: '', ratio: `${imports.toFixed(2)} ×`, limit: '≤ 2.0 ×', met: imports <= 2 },
      },
    ],
    facts: figures,
  };
}

async function importAll(stage: Stage, group: { id: string; dnis: readonly string[] }, text: string): Promise<void> {
  const csv = group.dnis.map((dnis, index) => `${dnis},${text} ${index}\n`).join('');
  const { id } = await stage.client.startImport(group.id, csv);
  for (;;) {
    const { status, counts }: Import = await stage.client.getImport(id);
    if (status === 'completed' && counts.updated === 10_000) return;
    if (status === 'failed') throw new Error('the import has failed');
    await sleep(10);
  }
}

/** Creates as fast as so many callers can, until `until`; gives the milliseconds that each took. */
async function createFor(stage: Stage, groupName: string, until: Promise<unknown>): Promise<number[]> {
  const latencies: number[] = [];
  let isOver = false;
  void until.finally(() => (isOver = true));
  const caller = async () => {
    while (!isOver) {
      latencies.push(await timed(() => stage.web.post('/api/v1/call-ins', { groupName }, 201)));
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  await until;
  return latencies;
}
