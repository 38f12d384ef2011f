import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './keeper.js';

interface Finder {
  findSchemathesis: () => Promise<{ command: string; args: string[]; env: NodeJS.ProcessEnv }>;
}

/**
 * Sends an API whatever its OpenAPI document allows and forbids, following its links where asked to.
 *
 * @param options of `schemathesis run`, beside its report
 * @returns what it found, as it says it; code 0 where that is nothing
 * @throws with what to do, where there is no Python or no way to fetch Schemathesis
 */
export async function runSchemathesis(
  documentUrl: string,
  options: readonly string[],
): Promise<{ code: number; output: string }> {
  const script = join(root, 'scripts', 'services', 'schemathesis.js');
  const { findSchemathesis } = (await import(pathToFileURL(script).href)) as Finder;
  const { command, args, env } = await findSchemathesis();
  // What it keeps of a run is of no use to the next: the seed is the same.
  const cwd = await mkdtemp(join(tmpdir(), 'ctci-schemathesis-'));
  try {
    const child = spawn(command, [...args, 'run', documentUrl, '--no-color', ...options], { cwd, env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exit) => {
        resolve(exit ?? 1);
      });
    });
    return { code, output };
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}
