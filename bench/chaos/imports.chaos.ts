/**
 * R1, R2, R3, R6: `kill -9`, pauses and a lost Redis at moments of chance; no row is lost, none is there twice.
 *
 * `npm run chaos -- imports [--rounds=100] [--only=R1,R3] [--seed=1] [--sites=5]`
 */
import { TestDatabase } from '@ctci/testing';
import { median } from '../lib/measure.ts';
import { printTable, writeResults } from '../lib/report.ts';
import { numberOptions } from './lib/options.ts';
import { type Failure, type Outcome, runRounds, type Scenario } from './lib/rounds.ts';
import { apiKilled } from './scenarios/api-killed.ts';
import { redisLost } from './scenarios/redis-lost.ts';
import { workerKilled } from './scenarios/worker-killed.ts';
import { workerPaused } from './scenarios/worker-paused.ts';

const { rounds, sites, seed, only } = numberOptions({ rounds: 100, sites: 5 });
const isWanted = (budget: string) => !only || only.split(',').includes(budget);
process.stdout.write(`seed ${seed}, ${rounds} rounds each\n`);

const db = await TestDatabase.open();
const outcomes: Outcome[] = [];
const tell = (failure?: Failure) => {
  process.stdout.write(failure ? `\nround ${failure.round}: ${failure.reason}\n` : '.');
};
async function run<Site extends { close: () => Promise<void> }>(scenario: Scenario<Site>): Promise<void> {
  if (!isWanted(scenario.budget)) return;
  const from = performance.now();
  const outcome = await runRounds(scenario, { rounds, seed, sites, tell });
  outcomes.push(outcome);
  const struck = Object.entries(outcome.struck).map(([where, count]) => `${count} × ${where}`);
  const tookS = Math.round((performance.now() - from) / 1_000);
  process.stdout.write(`\n${outcome.budget} in ${tookS} s: ${struck.join(', ')}\n`);
}
await run(workerKilled(db));
await run(apiKilled());
await run(redisLost());
await run(workerPaused(db));
await db.close();

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
printTable(
  ['', 'fault', 'rounds', 'failures', 'recovery, median', 'slowest', 'limit'],
  outcomes.map(({ budget, what, limitMs, rounds, failures, tookMs }) => [
    ...[budget, what, String(rounds), String(failures.length)],
    ...[seconds(median(tookMs)), seconds(Math.max(...tookMs)), seconds(limitMs)],
  ]),
);
await writeResults('chaos-imports', { seed, outcomes });
if (outcomes.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
