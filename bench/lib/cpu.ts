import { readFile } from 'node:fs/promises';

/** USER_HZ of Linux, the same on every machine that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Seconds of a core that a process has used since it began, its threads together (Linux). */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // Behind the name, which may hold anything, the 12th and 13th fields are utime and stime: proc(5).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
