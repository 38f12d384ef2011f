/** A thread that validates its share of the mutated files, and says how far it is. */
import { type NumberRules } from '@ctci/domain';
import { parentPort, workerData } from 'node:worker_threads';
import { Chance } from '@ctci/testing/chance';
import { type Report, type Share } from './fuzz.ts';
import { mutatedFile } from './mutate.ts';
import { validate } from './validate.ts';

const TOLD_EVERY = 100;
/** How strict an installation may be. */
const RULES: readonly NumberRules[] = [
  { premiumRate: 'warn' },
  { premiumRate: 'refuse', homeCountry: 'US' },
  { premiumRate: 'warn', homeCountry: 'DE', allowedCountries: ['DE', 'US'] },
];
const { seed, from, to, step, at } = workerData as Share;

let report: Report = empty();
for (let index = from; index < to; index += step) {
  Atomics.store(at, 0, index);
  const chance = Chance.of(seed, index);
  const bytes = mutatedFile(chance);
  const rules = chance.oneOf(RULES);
  const { user } = process.threadCpuUsage();
  let ended = 'FAILED';
  try {
    ended = validate(bytes, rules);
  } catch (error) {
    report.failures.push({ index, reason: String((error as Error).stack) });
  }
  // What this thread has worked, not what it has waited for a core.
  const ms = (process.threadCpuUsage().user - user) / 1_000;
  report.files += 1;
  report.bytes += bytes.length;
  report.ended[ended] = (report.ended[ended] ?? 0) + 1;
  if (ms > report.slowest.ms) report.slowest = { index, ms };
  if (report.files === TOLD_EVERY) tell();
}
tell();

function tell(): void {
  parentPort?.postMessage(report);
  report = empty();
}

function empty(): Report {
  return { files: 0, bytes: 0, ended: {}, failures: [], slowest: { index: 0, ms: 0 } };
}
