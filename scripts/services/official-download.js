import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn } from 'node:child_process';

const SILENCE_MEANS_DEAD_MS = 20_000;
const LOOK_EVERY_MS = 500;

/**
 * Fetches mongod from its maker by mongodb-memory-server, which knows the archive for each platform. In a process of its
 * own, given up when nothing has arrived for a while: the library itself waits much longer for a dead network.
 *
 * @param {string} dir
 * @returns {Promise<string>} where the binary is
 */
export async function downloadOfficial(dir) {
  const program = `
    import { MongoBinary } from 'mongodb-memory-server-core';
    process.stdin.on('end', () => process.exit()).resume(); // whoever asked is gone
    try {
      console.log('FOUND ' + (await MongoBinary.getPath({ downloadDir: process.argv[1] })));
    } catch (error) {
      console.log('FAILED ' + error.message.replaceAll('\\n', ' '));
    }
    process.exit();
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, dir], {
    cwd: import.meta.dirname,
    env: { ...process.env, MONGOMS_PREFER_GLOBAL_PATH: 'false', MONGOMS_RUNTIME_DOWNLOAD: 'true' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stopWatching = whenSilent(dir, kill);

  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  await new Promise((resolve) => child.on('close', resolve));
  stopWatching();
  process.off('exit', kill);

  const found = /^FOUND (.+)$/m.exec(output)?.[1];
  if (found) return found;
  throw new Error(explain(/FAILED (.*)/.exec(output)?.[1]));
}

/** @param {string | undefined} problem undefined when it was given up */
function explain(problem) {
  if (problem === undefined) return `nothing arrived for ${SILENCE_MEANS_DEAD_MS / 1000} s`;
  const network = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ECONNRESET/.exec(problem);
  return network ? `the download server cannot be reached (${network[0]})` : problem;
}

/**
 * @param {string} dir
 * @param {() => void} callback
 * @returns {() => void} ends the watch
 */
function whenSilent(dir, callback) {
  let size = -1;
  let since = Date.now();
  const timer = setInterval(async () => {
    const now = await bytesIn(dir);
    if (now !== size) [size, since] = [now, Date.now()];
    else if (Date.now() - since > SILENCE_MEANS_DEAD_MS) callback();
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

/** @param {string} dir */
async function bytesIn(dir) {
  const entries = await readdir(dir).catch(() => []);
  const sizes = entries.map((entry) => stat(join(dir, entry)).then(({ size }) => size, () => 0)); // prettier-ignore
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
