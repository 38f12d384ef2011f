import { isUnfinished } from '@ctci/domain';
import { type TestDatabase } from '@ctci/testing';
import { deepEqual } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectImported, forget } from '../lib/expect-imported.ts';
import { ImportWorkers, type Struck } from '../lib/import-workers.ts';
import { type Scenario } from '../lib/rounds.ts';
import { within } from '../lib/within.ts';

/** No budget: what matters here is what is written, not when. */
const COMPLETED_WITHIN_MS = 60_000;
const LEFT_WITHIN_MS = 60_000;
/** An import is under way for about so long. */
const MEANWHILE_MS = 300;

/**
 * R6: a worker paused until another has taken its import, then woken: every second time while the other is at it, else
 * after its end. It writes nothing, and works on.
 */
export const workerPaused = (db: TestDatabase): Scenario<ImportWorkers> => ({
  budget: 'R6',
  what: 'import worker paused past its lock, then woken',
  limitMs: COMPLETED_WITHIN_MS,
  open: () => ImportWorkers.open(db),
  round: async (workers, chance, round) => {
    const struck = await workers.strike(chance, round % 3 === 0 ? 'commit' : 'anywhere');
    const from = performance.now();
    const isWokenMeanwhile = round % 2 === 0;
    await within(
      COMPLETED_WITHIN_MS,
      () => workers.read(struck),
      ({ status, fence }) => (isWokenMeanwhile && fence > struck.fence) || !isUnfinished(status),
    );
    if (isWokenMeanwhile) await sleep(chance.below(MEANWHILE_MS));
    await struck.holder.kill('SIGCONT');
    const { answer: completed } = await within(
      COMPLETED_WITHIN_MS,
      () => workers.read(struck),
      ({ status }) => !isUnfinished(status),
    );
    const tookMs = performance.now() - from;
    await within(LEFT_WITHIN_MS, () => hasLeft(struck), Boolean);

    await expectImported(db, struck);
    deepEqual(await workers.read(struck), completed, 'nothing changed after the end');
    await forget(db, struck.groupId);
    return { tookMs, struck: `${struck.status}, woken ${isWokenMeanwhile ? 'meanwhile' : 'after the end'}` };
  },
});

/** Whether the woken worker has come to the end of its own run. */
async function hasLeft({ holder, importId }: Struck): Promise<boolean> {
  const lines = (await holder.logs()).split('\n');
  return lines.some((line) => line.includes('import left') && line.includes(importId.toHexString()));
}
