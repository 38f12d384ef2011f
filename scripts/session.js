import { onParentGone } from './parent.js';
import { Keeper } from './services/keep.js';

const SAME_KEYSTROKE_MS = 1000;

/**
 * Runs a command's work under a keeper until the work is done, somebody stops it, or whoever started it is gone; then
 * stops in order whatever it started. A second Ctrl-C stops at once.
 *
 * @param {(keeper: Keeper) => Promise<number>} work answers the exit code
 * @param {{ onStop?: (keeper: Keeper) => void, stoppedCode: number }} options `onStop` is called before anything is stopped
 * @returns {Promise<number>} the exit code; `stoppedCode` when somebody stopped it
 */
export async function session(work, { onStop, stoppedCode }) {
  const keeper = new Keeper();
  /** @type {Promise<number>} */
  const stopped = new Promise((resolve) => {
    let since = 0;
    const ask = () => {
      // The terminal and the launcher both pass on one Ctrl-C.
      if (since !== 0 && Date.now() - since > SAME_KEYSTROKE_MS) keeper.hurry();
      since ||= Date.now();
      resolve(stoppedCode);
    };
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, ask);
    onParentGone(ask);
  });

  try {
    return await Promise.race([work(keeper), stopped]);
  } finally {
    onStop?.(keeper);
    await keeper.end();
  }
}
