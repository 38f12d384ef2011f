import { isUnfinished } from '@ctci/domain';
import { type TestDatabase } from '@ctci/testing';
import { expectImported, forget } from '../lib/expect-imported.ts';
import { ImportWorkers } from '../lib/import-workers.ts';
import { type Scenario } from '../lib/rounds.ts';
import { within } from '../lib/within.ts';

const PICKED_UP_WITHIN_MS = 15_000;
const COMPLETED_WITHIN_MS = 20_000;

/** R1: `kill -9` of the worker that has the import, every third time inside of its commit; a second worker is up. */
export const workerKilled = (db: TestDatabase): Scenario<ImportWorkers> => ({
  budget: 'R1',
  what: 'import worker killed, a third inside the commit',
  limitMs: COMPLETED_WITHIN_MS,
  open: () => ImportWorkers.open(db),
  round: async (workers, chance, round) => {
    const isInCommit = round % 3 === 0;
    const struck = await workers.strike(chance, isInCommit ? 'commit' : 'anywhere');
    await struck.holder.kill('SIGKILL');
    const pickedUp = await within(
      PICKED_UP_WITHIN_MS,
      () => workers.read(struck),
      ({ status, fence }) => fence > struck.fence || !isUnfinished(status),
    );
    const completed = await within(
      COMPLETED_WITHIN_MS - pickedUp.tookMs,
      () => workers.read(struck),
      ({ status }) => !isUnfinished(status),
    );
    await expectImported(db, struck);
    await forget(db, struck.groupId);
    await workers.replace(struck.holder);
    return {
      tookMs: pickedUp.tookMs + completed.tookMs,
      struck: isInCommit ? 'inside the commit' : struck.status,
    };
  },
});
