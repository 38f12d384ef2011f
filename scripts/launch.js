import { ensureInstalled } from './install.js';
import { isNode24, restartOnNode24 } from './node24.js';
import { PlainError } from './plain-error.js';

/**
 * The way into every command: packages first, then Node 24, then the command itself, which is only loaded now
 * because it may import packages. Works on a fresh clone and on any Node from 20.
 *
 * @param {() => Promise<{ main: (args: string[]) => Promise<number> }>} load
 */
export async function launch(load) {
  try {
    await ensureInstalled();
    if (!isNode24) return await restartOnNode24();
    const { main } = await load();
    process.exit(await main(process.argv.slice(2)));
  } catch (error) {
    console.error(error instanceof PlainError ? `\n${error.message}\n` : error);
    process.exit(1);
  }
}
