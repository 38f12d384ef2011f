import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { identify } from './process-identity.js';

/** A command that keeps two processes, the second of which needs a moment to stop and has a child of its own. */
const COMMAND = `
  import { Keeper } from ${JSON.stringify(join(import.meta.dirname, 'keep.js'))};
  const [dir, log] = process.argv.slice(1);
  const keeper = new Keeper();
  keeper.removeAtEnd(dir);
  const program = (name, ms) =>
    "const fs = require('fs');" +
    (name === 'second' ? "const { pid } = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 9e6)']);" : '') +
    "process.on('SIGTERM', () => setTimeout(() => { fs.appendFileSync('" + log + "', '" + name + ' '  + "'); process.exit() }, " + ms + "));" +
    "fs.appendFileSync('" + log + "', '" + name + " is up '); setInterval(() => {}, 9e6);" +
    (name === 'second' ? "fs.writeFileSync('" + log + ".pid', String(pid));" : '');
  const pids = [];
  for (const [name, ms] of [['first', 0], ['second', 100]]) {
    pids.push((await keeper.start({ title: name, command: process.execPath, args: ['-e', program(name, ms)] })).pid);
  }
  process.send([keeper.pid, ...pids]);
  process.on('message', () => void keeper.end().then(() => process.exit()));
`;

async function startCommand() {
  const log = join(mkdtempSync(join(tmpdir(), 'keeper-test-')), 'log');
  const dir = mkdtempSync(join(tmpdir(), 'keeper-test-dir-'));
  const env = { ...process.env, NODE_OPTIONS: '' };
  const command = spawn(process.execPath, ['--input-type=module', '-e', COMMAND, dir, log], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env,
  });
  const [pids] = await once(command, 'message');
  await until(() => existsSync(`${log}.pid`) && read(log).includes('first is up'));
  return { command, pids: [...pids, Number(read(`${log}.pid`))], dir, log };
}

/** @param {string} path */
const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** @param {() => boolean} isTrue */
async function until(isTrue) {
  for (let i = 0; i < 200 && !isTrue(); i++) await sleep(25);
}

describe('the keeper', () => {
  it.each([
    ['is killed by SIGKILL', (command) => command.kill('SIGKILL')],
    ['is ended by SIGTERM', (command) => command.kill('SIGTERM')],
    ['asks for it', (command) => command.send('end')],
  ])('stops everything, last first, and clears up when its command %s', async (_, endIt) => {
    const { command, pids, dir, log } = await startCommand();
    expect(pids.map((pid) => identify(pid) !== undefined)).toEqual([true, true, true, true]);

    endIt(command);
    await until(() => pids.every((pid) => identify(pid) === undefined));

    expect(pids.filter((pid) => identify(pid) !== undefined)).toEqual([]);
    expect(read(log).trim().split(' ').slice(-2)).toEqual(['second', 'first']);
    expect(existsSync(dir)).toBe(false);
  });
});
