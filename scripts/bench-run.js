import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from './build.js';
import { root } from './paths.js';
import { PlainError } from './plain-error.js';
import { startServices } from './services/index.js';
import { session } from './session.js';
import { createReporter } from './terminal.js';

const SUFFIX = '.bench.ts';

/**
 * Builds, brings up throw-away services and runs `bench/<name>.bench.ts` for each name, or all of them.
 *
 * @param {string[]} names
 * @returns {Promise<number>} the exit code: that of the first benchmark that failed
 */
export async function main(names) {
  const files = await choose(names);
  const report = createReporter();
  return session(
    async (keeper) => {
      await build(keeper, report);
      const { env, mongodbUri, redisUrl } = await startServices(keeper, { report });
      for (const file of files) {
        report.line(`\n${report.bold(file.slice(0, -SUFFIX.length))}`);
        const bench = await keeper.start({
          title: file,
          command: process.execPath,
          args: ['--disable-warning=ExperimentalWarning', join(root, 'bench', file)],
          env: { ...process.env, ...env, TEST_MONGODB_URI: mongodbUri, TEST_REDIS_URL: redisUrl },
          cwd: root,
        });
        const { code } = await bench.exited;
        if (code !== 0) return code ?? 1;
      }
      return 0;
    },
    { stoppedCode: 130 },
  );
}

/** @param {string[]} names */
async function choose(names) {
  const all = (await readdir(join(root, 'bench'))).filter((file) => file.endsWith(SUFFIX)).sort();
  const known = all.map((file) => file.slice(0, -SUFFIX.length)).join(', ') || 'none yet';
  const unknown = names.filter((name) => !all.includes(name + SUFFIX));
  if (unknown.length > 0) throw new PlainError(`No such benchmark: ${unknown.join(', ')}. There are: ${known}.`);
  if (all.length === 0) throw new PlainError(`There is no benchmark in bench/ (*${SUFFIX}).`);
  return names.length > 0 ? names.map((name) => name + SUFFIX) : all;
}
