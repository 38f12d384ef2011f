import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.js';
import { root } from './paths.js';
import { PlainError } from './plain-error.js';
import { startServices } from './services/index.js';
import { session } from './session.js';
import { createReporter } from './terminal.js';

/** Suites that drive a browser, or kill and pause processes: they mind what else the machine has to do. */
const ALONE = ['web', 'chaos'];

/** Jest's arguments, run by run. The others wait more than they work, so two at once take half of the time. */
const RUNS = [
  ['--ignoreProjects', ...ALONE, '--maxWorkers=2'],
  ['--selectProjects', ...ALONE, '--maxWorkers=1'],
];

/**
 * Builds, brings up throw-away services, runs jest. The last line says how many tests passed and failed, and nothing
 * else, so that a program can read it.
 *
 * @param {string[]} args for jest
 * @returns {Promise<number>} the exit code
 */
export async function main(args) {
  const report = createReporter();
  let result = { passed: 0, failed: 0, code: 1 };
  try {
    return await session(
      async (keeper) => {
        await build(keeper, report);
        const services = await startServices(keeper, { report });
        const runs = [];
        for (const run of RUNS) runs.push(await runJest(keeper, { services, args: [...run, ...args] }));
        result = sum(runs);
        return result.code;
      },
      { stoppedCode: 130 },
    );
  } catch (error) {
    report.line(error instanceof PlainError ? `\n${error.message}\n` : String(/** @type {Error} */ (error).stack));
    result = { passed: 0, failed: 1, code: 1 };
    return result.code;
  } finally {
    report.line(`${result.passed} passed, ${result.failed} failed`);
  }
}

/**
 * @param {import('./services/keep.js').Keeper} keeper
 * @param {{ services: import('./services/index.js').Services, args: string[] }} options
 */
async function runJest(keeper, { services, args }) {
  const dir = await mkdtemp(join(tmpdir(), 'ctci-jest-'));
  keeper.removeAtEnd(dir);
  const outputFile = join(dir, 'result.json');
  const jest = await keeper.start({
    title: 'jest',
    command: process.execPath,
    args: [
      join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
      '--json',
      `--outputFile=${outputFile}`,
      '--passWithNoTests',
      ...args,
    ],
    env: {
      ...process.env,
      NODE_ENV: 'test',
      NODE_OPTIONS: [process.env.NODE_OPTIONS, '--experimental-vm-modules --disable-warning=ExperimentalWarning']
        .filter(Boolean)
        .join(' '),
      TEST_MONGODB_URI: services.mongodbUri,
      TEST_REDIS_URL: services.redisUrl,
      TZ: 'UTC',
    },
    cwd: root,
  });
  const { code } = await jest.exited;
  return count(await readFile(outputFile, 'utf8').catch(() => undefined), code ?? 1);
}

/**
 * A suite that could not run counts as one failed test.
 *
 * @param {string | undefined} json jest's result; undefined when jest did not come that far
 * @param {number} exitCode jest's
 */
function count(json, exitCode) {
  if (json === undefined) return { passed: 0, failed: 1, code: exitCode || 1 };
  const { numPassedTests: passed, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(json);
  const found = numFailedTests + numRuntimeErrorTestSuites;
  const failed = found === 0 && exitCode !== 0 ? 1 : found;
  return { passed, failed, code: failed > 0 ? exitCode || 1 : 0 };
}

/**
 * Runs without any test have failed.
 *
 * @param {{ passed: number, failed: number, code: number }[]} runs
 */
function sum(runs) {
  const passed = runs.reduce((all, run) => all + run.passed, 0);
  const failed = runs.reduce((all, run) => all + run.failed, 0);
  if (passed + failed === 0) return { passed, failed: 1, code: 1 };
  return { passed, failed, code: runs.find(({ code }) => code > 0)?.code ?? 0 };
}
