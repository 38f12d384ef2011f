import { TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anySeed } from '@ctci/testing/chance';
import { runRounds, type Scenario } from './lib/rounds.ts';
import { apiKilled } from './scenarios/api-killed.ts';
import { redisLost } from './scenarios/redis-lost.ts';
import { workerKilled } from './scenarios/worker-killed.ts';
import { workerPaused } from './scenarios/worker-paused.ts';

/** The short form of `npm run chaos -- imports`: a failure tells the seed of its moments. */
const ROUNDS = 3;
/** One of each kind: in the fourth, uploads are sent again, or Redis is flushed. */
const KINDS = 4;

let db: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.open();
});
afterAll(() => db.close());

async function expectToHold<Site extends { close: () => Promise<void> }>(
  scenario: Scenario<Site>,
  { rounds = ROUNDS, sites }: { rounds?: number; sites: number },
): Promise<void> {
  const seed = anySeed();
  const { failures } = await runRounds(scenario, { rounds, seed, sites });
  expect({ seed, failures }).toEqual({ seed, failures: [] });
}

// Side by side, since a recovery is mostly waiting.
describe('no row is lost and none is there twice', () => {
  it('when an import worker is killed, or paused past its lock and woken', () =>
    Promise.all([
      expectToHold(workerKilled(db), { sites: ROUNDS }),
      expectToHold(workerPaused(db), { sites: ROUNDS }),
    ]));

  it('when the API is killed among uploads, or Redis is lost', () =>
    Promise.all([
      expectToHold(apiKilled(), { rounds: KINDS, sites: 2 }),
      expectToHold(redisLost(), { rounds: KINDS, sites: 1 }),
    ]));
});
