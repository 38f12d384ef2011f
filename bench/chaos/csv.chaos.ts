/**
 * R7: mutated files through the whole validation. No crash, no hang, bounded memory; lines and counts are right.
 *
 * `npm run chaos -- csv [--files=100000] [--seed=1] [--from=0]`; one file again: its seed, `--from=<file> --files=1`.
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { printTable, writeResults } from '../lib/report.ts';
import { fuzz, HEAP_MIB } from './csv/fuzz.ts';
import { mutatedFile } from './csv/mutate.ts';
import { Chance } from '@ctci/testing/chance';
import { numberOptions } from './lib/options.ts';

const { seed, files, from, threads } = numberOptions({ files: 100_000, from: 0, threads: availableParallelism() });
process.stdout.write(`seed ${seed}, ${files} files\n`);
const startedAt = performance.now();
const report = await fuzz({ seed, from, files, threads });
const tookS = Math.round((performance.now() - startedAt) / 1_000);

printTable(
  ['files ended as', 'count'],
  Object.entries(report.ended)
    .toSorted(([, a], [, b]) => b - a)
    .map(([how, count]) => [how, String(count)]),
);
const { slowest, bytes, failures } = report;
process.stdout.write(
  `R7: ${report.files} files, ${Math.round(bytes / 2 ** 20)} MiB in ${tookS} s with ${HEAP_MIB} MiB of heap a thread; ` +
    `slowest ${Math.round(slowest.ms)} ms (file ${slowest.index}); ${failures.length} failures\n`,
);
await writeResults('chaos-csv', { seed, ...report });
for (const { index, reason } of failures.slice(0, 20)) {
  const name = new URL(`../results/csv-${seed}-${index}.csv`, import.meta.url);
  await writeFile(name, mutatedFile(Chance.of(seed, index)));
  process.stdout.write(
    `file ${index} (--seed=${seed} --from=${index} --files=1), kept as ${name.pathname}\n${reason}\n`,
  );
}
if (failures.length > 0 || report.files < files) process.exitCode = 1;
