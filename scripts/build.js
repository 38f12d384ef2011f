import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from './paths.js';
import { PlainError } from './plain-error.js';

/**
 * Builds every project; what did not change comes from Nx's cache. Says nothing unless it fails.
 *
 * @param {import('./services/keep.js').Keeper} keeper
 * @param {import('./terminal.js').Reporter} report
 * @throws {PlainError} with the compiler's words
 */
export async function build(keeper, report) {
  await report.step('Build', async () => {
    const bin = join(root, 'node_modules', '.bin');
    const logFile = join(tmpdir(), `ctci-build-${process.pid}.log`);
    keeper.removeAtEnd(logFile);
    const kept = await keeper.start({
      title: 'Build',
      command: process.execPath,
      args: [join(bin, 'nx'), 'run-many', '-t', 'build', '--outputStyle=static', '--skipSync'],
      // The tools that Nx starts must find the same Node.
      env: {
        ...process.env,
        PATH: `${bin}${delimiter}${process.env.PATH}`,
        NX_DAEMON: 'false',
        NX_TUI: 'false',
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
      },
      cwd: root,
      logFile,
    });
    const { code } = await kept.exited;
    const words = code === 0 ? '' : await kept.lastWords(200);
    await rm(logFile, { force: true });
    if (code !== 0) throw new PlainError(`The build failed:\n\n${essence(words)}`);
  });
}

/**
 * The compilers' complaints, without Nx's account of what went well.
 *
 * @param {string} words
 */
function essence(words) {
  const complaints = words.split('\n').filter((line) => /\berror\b/i.test(line));
  return complaints.length > 0 ? complaints.slice(0, 30).join('\n') : words;
}
