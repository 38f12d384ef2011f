/** P5 to P9 and P12: what handing out and matching costs, against the same writes by the driver alone. */
import { measureBesideImport } from './call-ins/beside-import.ts';
import { measureCreate, measurePools } from './call-ins/create.ts';
import { measureExpiry } from './call-ins/expiry.ts';
import { measureMatch } from './call-ins/match.ts';
import { measureRecords } from './call-ins/records.ts';
import { Stage } from './call-ins/stage.ts';
import { type Line, report } from './lib/report.ts';

const MEASURES = {
  create: measureCreate,
  pools: measurePools,
  besideImport: measureBesideImport,
  match: measureMatch,
  expiry: measureExpiry,
  records: measureRecords,
};

const lines: Line[] = [];
const facts: Record<string, unknown> = {};
for (const [name, measure] of Object.entries(MEASURES)) {
  process.stdout.write(`${name} …\n`);
  // A database of its own for each: what one has left in the indexes is not the next one's matter.
  const stage = await Stage.open();
  const measured = await measure(stage);
  await stage.close();
  for (const { what, median, ratio } of measured.lines) process.stdout.write(`  ${what}: ${median} ${ratio}\n`);
  lines.push(...measured.lines);
  facts[name] = measured.facts;
}
await report('call-ins', lines, facts);
