/** P5 to P9 and P12: what handing out and matching costs, against the same writes by the driver alone. */
import { type Line, report } from './lib/report.ts';
import { measureCreate, measurePools } from './call-ins/create.ts';
import { Stage } from './call-ins/stage.ts';

const MEASURES = { create: measureCreate, pools: measurePools };

const stage = await Stage.open();
const lines: Line[] = [];
const facts: Record<string, unknown> = {};
for (const [name, measure] of Object.entries(MEASURES)) {
  process.stdout.write(`${name} …\n`);
  const measured = await measure(stage).catch(async (error: unknown) => {
    process.stdout.write(await stage.api.logs());
    throw error;
  });
  lines.push(...measured.lines);
  facts[name] = measured.facts;
}
await report('call-ins', lines, facts);
await stage.close();
