/** `npm start`: the whole product on this machine, until Ctrl-C. */
import { launch } from './launch.js';

await launch(() => import('./start-run.js'));
