/**
 * Keeps the processes of one command and ends with it, however it ends: when the channel to the command closes, be it
 * by Ctrl-C, a crash or SIGKILL, the processes are stopped in reverse order. Runs in a session of its own, so that a
 * terminal's Ctrl-C reaches only the command, which then decides the order.
 *
 * Takes `start`, `stop`, `removeAtEnd`, `hurry` and `end`; tells `started`, `failed`, `stopping`, `exited`.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';

/** @typedef {{ id: string, command: string, args: string[], env: Record<string, string>, cwd?: string, logFile?: string, graceMs: number }} Order */
/** @typedef {{ order: Order, pid: number, exited: Promise<void> }} Child */

/** @type {Child[]} */
const children = [];
/** @type {string[]} */
const leftovers = [];
let ending = false;
let hurried = false;

process.on('message', (/** @type {any} */ message) => {
  if (message.do === 'start') start(message.order);
  else if (message.do === 'stop') void stopOne(message.id);
  else if (message.do === 'removeAtEnd') leftovers.push(message.path);
  else if (message.do === 'hurry') hurry();
  else if (message.do === 'end') void end();
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => void end());
process.on('disconnect', () => void end());
// The terminal may be gone before the children are.
process.stdout.on('error', () => undefined);

/** @param {Order} order */
function start(order) {
  if (ending) return tell({ event: 'failed', id: order.id, message: 'everything is being stopped' });

  const log = order.logFile === undefined ? undefined : openSync(order.logFile, 'a');
  const output = log ?? 'inherit';
  const child = spawn(order.command, order.args, {
    cwd: order.cwd,
    env: order.env,
    detached: true, // leads a process group, so that its own children can be ended with it
    stdio: ['ignore', output, output],
  });
  if (log !== undefined) closeSync(log);

  child.on('error', (error) => tell({ event: 'failed', id: order.id, message: error.message }));
  if (child.pid === undefined) return;
  const { pid } = child;
  const exited = new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      kill(pid, 'SIGKILL');
      const place = children.findIndex((one) => one.pid === pid);
      children.splice(place, 1);
      tell({ event: 'exited', id: order.id, code, signal });
      resolve(undefined);
    });
  });
  children.push({ order, pid, exited });
  tell({ event: 'started', id: order.id, pid });
}

/** @param {Child} child */
async function stop({ order, pid, exited }) {
  tell({ event: 'stopping', id: order.id });
  kill(pid, hurried ? 'SIGKILL' : 'SIGTERM');
  const timer = setTimeout(() => kill(pid, 'SIGKILL'), order.graceMs);
  await exited;
  clearTimeout(timer);
}

/** @param {string} id */
async function stopOne(id) {
  const child = children.find((one) => one.order.id === id);
  if (child) await stop(child);
}

function hurry() {
  hurried = true;
  for (const { pid } of children) kill(pid, 'SIGKILL');
}

async function end() {
  if (ending) return;
  ending = true;
  for (let last = children.at(-1); last; last = children.at(-1)) await stop(last);
  for (const path of leftovers) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  process.exit();
}

/**
 * Signals a child's whole process group.
 *
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function kill(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

/** @param {object} message */
function tell(message) {
  if (process.connected) process.send?.(message, () => undefined);
}
