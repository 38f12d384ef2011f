import { anySeed, runHistory } from '@ctci/testing';
import { expect, it } from '@jest/globals';

/** The short form of R5; a failure tells the seed. */
it('eight clients, with processes killed and paused, are told nothing that cannot be', async () => {
  const seed = anySeed();

  const run = await runHistory({ seed, operations: 8 * 750, clients: 8, apis: 2, workers: 2, breakMs: 4_000 });

  const { violations, complaints } = run;
  expect({ seed, violations, complaints }).toEqual({ seed, violations: [], complaints: [] });
  expect(Math.min(run.kills, run.pauses)).toBeGreaterThan(0);
}, 180_000);
