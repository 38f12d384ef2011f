/** `npm run bench -- <name> …`: the benchmarks in bench/, on real services of their own. */
import { launch } from './launch.js';

await launch(async () => {
  const { runSuite } = await import('./run-suite.js');
  return { main: (args) => runSuite({ folder: 'bench', suffix: '.bench.ts', noun: 'benchmark' }, args) };
});
