/** `npm run bench -- <name> …`: the benchmarks in bench/, on real services of their own. */
import { launch } from './launch.js';

await launch(() => import('./bench-run.js'));
