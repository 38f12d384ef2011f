/** `npm run screenshots`: pictures of every page, for the documents. */
import { launch } from './launch.js';

await launch(async () => {
  const { runSuite } = await import('./run-suite.js');
  return { main: (args) => runSuite({ folder: 'apps/web/test', suffix: '.shots.ts', noun: 'set of pictures' }, args) };
});
