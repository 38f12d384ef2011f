import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onParentGone } from './parent.js';
import { root } from './paths.js';
import { PlainError } from './plain-error.js';

const LOWEST_MAJOR = 24;

/** Whether the Node that runs this can run the project itself. */
export const isNode24 = Number(process.versions.node.split('.')[0]) >= LOWEST_MAJOR;

/**
 * Runs this very command again on the Node 24 that the packages brought along, and ends as it ends.
 * The child holds a channel to this process and stops when it closes.
 */
export async function restartOnNode24() {
  const node = join(root, 'node_modules', '.bin', 'node');
  if (!existsSync(node)) {
    throw new PlainError(
      `Node ${LOWEST_MAJOR} or newer is needed; this is ${process.version}, and no package brings one for ` +
        `${process.platform} ${process.arch}. Install it from https://nodejs.org and run the command again.`,
    );
  }

  const child = spawn(node, process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  onParentGone(() => process.exit(1));
  process.exitCode = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
  process.removeAllListeners('disconnect');
}
