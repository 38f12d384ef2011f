/** `npm test [-- <jest arguments>]`: every test, on real services of their own. */
import { launch } from './launch.js';

await launch(() => import('./test-run.js'));
