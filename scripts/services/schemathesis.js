import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../paths.js';
import { PlainError } from '../plain-error.js';
import { run } from '../run.js';

const requirements = join(root, 'scripts', 'services', 'schemathesis.txt');
const folder = join(root, '.services', 'schemathesis');
const FETCHING_TAKES_AT_MOST_MS = 300_000;

/**
 * Schemathesis, which tries an API against its OpenAPI document: from PyPI, once, into a folder of its own. Nothing is
 * installed into Python itself.
 *
 * @returns {Promise<{ command: string, args: string[], env: NodeJS.ProcessEnv }>} how to run it
 * @throws {PlainError} that says what to do, where there is no Python or no package index
 */
export async function findSchemathesis() {
  const python = await findPython();
  const wanted = await readFile(requirements, 'utf8');
  const stamp = join(folder, 'requirements.txt');
  if (!existsSync(stamp) || (await readFile(stamp, 'utf8')) !== wanted) await fetchInto(python, wanted);
  return {
    command: python,
    args: ['-c', 'from schemathesis.cli import schemathesis; schemathesis()'],
    env: { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' },
  };
}

/**
 * It is there whole or not at all: a command may be killed midway.
 *
 * @param {string} python
 * @param {string} wanted
 */
async function fetchInto(python, wanted) {
  const draft = `${folder}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  try {
    const options = ['--no-deps', '--only-binary', ':all:', '--retries', '1', '--timeout', '15', '--no-input'];
    const { code, output } = await run(
      python,
      [
        '-m',
        'pip',
        'install',
        ...options,
        '--quiet',
        '--disable-pip-version-check',
        '--target',
        draft,
        '-r',
        requirements,
      ],
      { timeoutMs: FETCHING_TAKES_AT_MOST_MS },
    );
    if (code !== 0) throw new PlainError(`${WHAT}: pip could not fetch it. ${WAYS_OUT}\n\n${output.trim()}`);
    await writeFile(join(draft, 'requirements.txt'), wanted);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function findPython() {
  for (const name of [process.env.PYTHON, 'python3', 'python'].filter((name) => name !== undefined)) {
    const { code, output } = await run(name, ['-c', 'import sys; print(sys.version_info >= (3, 10))']).catch(() => ({
      code: 1,
      output: '',
    }));
    if (code === 0 && output.trim() === 'True') return name;
  }
  throw new PlainError(`${WHAT}: there is no Python 3.10 or later. ${WAYS_OUT}`);
}

const WHAT = 'The OpenAPI document cannot be tried with Schemathesis';
const WAYS_OUT =
  'Install Python 3.10 or later with pip (on Debian: apt install python3-pip), or name one in PYTHON, and let it reach PyPI once (PIP_INDEX_URL names a mirror).';
