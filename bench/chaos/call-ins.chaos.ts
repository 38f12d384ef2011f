/**
 * R5: an installation's processes killed and paused among its clients; what they were told is proven to be possible.
 *
 * `npm run chaos -- call-ins [--operations=100000] [--clients=8] [--apis=3] [--workers=2] [--breakMs=10000] [--seed=1]`
 */
import { anySeed, runHistory } from '@ctci/testing';
import { parseArgs } from 'node:util';

const number = { type: 'string' } as const;
const options = { operations: number, clients: number, apis: number, workers: number, breakMs: number, seed: number };
const { values } = parseArgs({ options });
const run = await runHistory({
  operations: Number(values.operations ?? 100_000),
  clients: Number(values.clients ?? 8),
  apis: Number(values.apis ?? 3),
  workers: Number(values.workers ?? 2),
  breakMs: Number(values.breakMs ?? 10_000),
  seed: Number(values.seed ?? anySeed()),
});

const { seed, history, violations, complaints, tookMs } = run;
const unanswered = history.filter((operation) => 'outcome' in operation && operation.outcome === 'unknown').length;
const kinds = [...Map.groupBy(history, ({ kind }) => kind)].map(([kind, { length }]) => `${length} × ${kind}`);
process.stdout.write(
  `R5: seed ${seed}, ${run.operations} operations in ${Math.round(tookMs / 1_000)} s, ${run.kills} kills, ` +
    `${run.pauses} pauses: ${violations.length} violations, ${complaints.length} complaints\n` +
    `told of: ${kinds.join(', ')}; ${unanswered} were never answered\n`,
);
for (const violation of violations.slice(0, 20)) process.stdout.write(`${JSON.stringify(violation)}\n`);
for (const complaint of complaints.slice(0, 20)) process.stdout.write(`${complaint}\n`);
if (violations.length + complaints.length > 0) process.exitCode = 1;
