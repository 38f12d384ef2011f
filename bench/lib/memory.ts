import { readFile } from 'node:fs/promises';

const MIB = 1_024;

/** Memory that a process holds now, MiB (VmRSS of Linux). */
export async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / MIB;
}

/** The most that a process holds while `work` runs, looked at every 5 ms. */
export async function peakMiB(pid: number, work: () => Promise<unknown>): Promise<number> {
  let peak = 0;
  const watch = setInterval(() => {
    void residentMiB(pid).then((now) => (peak = Math.max(peak, now)));
  }, 5);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return peak;
}
