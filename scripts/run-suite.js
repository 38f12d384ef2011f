import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from './build.js';
import { root } from './paths.js';
import { PlainError } from './plain-error.js';
import { startServices } from './services/index.js';
import { session } from './session.js';
import { createReporter } from './terminal.js';

/**
 * @typedef {object} Suite
 * @property {string} folder of the repository
 * @property {string} suffix what its files end in; the rest is how people name them
 * @property {string} noun what people call one of them
 */

/**
 * Builds, brings up throw-away services and runs the named files of a suite, or all of them.
 *
 * @param {Suite} suite
 * @param {string[]} args names, and `--options` that each file is given
 * @returns {Promise<number>} the exit code: that of the first file that failed
 */
export async function runSuite({ folder, suffix, noun }, args) {
  const options = args.filter((arg) => arg.startsWith('--'));
  const names = args.filter((arg) => !arg.startsWith('--'));
  const files = await choose({ folder, suffix, noun }, names);
  const report = createReporter();
  return session(
    async (keeper) => {
      await build(keeper, report);
      const { env, mongodbUri, redisUrl } = await startServices(keeper, { report });
      for (const file of files) {
        report.line(`\n${report.bold(file.slice(0, -suffix.length))}`);
        const running = await keeper.start({
          title: file,
          command: process.execPath,
          args: ['--disable-warning=ExperimentalWarning', join(root, folder, file), ...options],
          env: { ...process.env, ...env, TEST_MONGODB_URI: mongodbUri, TEST_REDIS_URL: redisUrl },
          cwd: root,
        });
        const { code } = await running.exited;
        if (code !== 0) return code ?? 1;
      }
      return 0;
    },
    { stoppedCode: 130 },
  );
}

/**
 * @param {Suite} suite
 * @param {string[]} names
 */
async function choose({ folder, suffix, noun }, names) {
  const all = (await readdir(join(root, folder))).filter((file) => file.endsWith(suffix)).sort();
  const known = all.map((file) => file.slice(0, -suffix.length)).join(', ') || 'none yet';
  const unknown = names.filter((name) => !all.includes(name + suffix));
  if (unknown.length > 0) throw new PlainError(`No such ${noun}: ${unknown.join(', ')}. There are: ${known}.`);
  if (all.length === 0) throw new PlainError(`There is no ${noun} in ${folder}/ (*${suffix}).`);
  return names.length > 0 ? names.map((name) => name + suffix) : all;
}
