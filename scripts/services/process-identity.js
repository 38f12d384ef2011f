import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * Names one process for good: its pid with the moment it was started, since pids are used again (in a container,
 * every run has the same ones).
 *
 * @param {number} pid
 * @returns {string | undefined} undefined when there is no such process, or only its remains
 */
export function identify(pid) {
  const moment = existsSync('/proc/self/stat') ? startedOnLinux(pid) : startedElsewhere(pid);
  return moment && `${pid}@${moment}`;
}

/** @param {number} pid */
function startedOnLinux(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After "pid (name)", where the name may hold anything: field 3 is the state, field 22 the start in clock ticks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}+${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function startedElsewhere(pid) {
  try {
    const stdio = /** @type {const} */ (['ignore', 'pipe', 'ignore']);
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: [...stdio] }).trim();
  } catch {
    return undefined;
  }
}
