/** `npm run chaos -- <name> … [--rounds=100 …]`: the faults in bench/chaos, on real services of their own. */
import { launch } from './launch.js';

await launch(async () => {
  const { runSuite } = await import('./run-suite.js');
  return { main: (args) => runSuite({ folder: 'bench/chaos', suffix: '.chaos.ts', noun: 'kind of chaos' }, args) };
});
