import { anySeed, runHistory } from '@ctci/testing';
import { expect, it } from '@jest/globals';

/** The short form of R5; a failure tells the seed. */
it('eight processes, killed and paused, tell their clients nothing that cannot be', async () => {
  const seed = anySeed();

  const run = await runHistory({ seed, operations: 8 * 1_000, clients: 16, apis: 5, workers: 3, breakMs: 5_000 });

  const { violations, complaints } = run;
  expect({ seed, violations, complaints }).toEqual({ seed, violations: [], complaints: [] });
  expect(Math.min(run.kills, run.pauses)).toBeGreaterThan(0);
});
