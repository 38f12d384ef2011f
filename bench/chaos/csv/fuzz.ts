import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A file may take so long, milliseconds of a core. */
export const FILE_LIMIT_MS = 1_000;
/** A thread without a step for so long hangs: it is far more than a busy machine makes of {@link FILE_LIMIT_MS}. */
const HANGS_AFTER_MS = 20_000;
/** The heap of a thread: what a file needs beyond it ends the thread. */
export const HEAP_MIB = 64;

/** What one thread is to do: every `step`th file. */
export interface Share {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** The file it is at. */
  readonly at: Int32Array;
}

export interface Report {
  files: number;
  bytes: number;
  /** How many files ended how. */
  ended: Record<string, number>;
  failures: { index: number; reason: string }[];
  slowest: { index: number; ms: number };
}

interface Order {
  readonly seed: number;
  readonly from: number;
  readonly files: number;
  readonly threads: number;
}

/** Validates so many mutated files; one that crashes, hangs or takes too long is a failure, and the others go on. */
export async function fuzz({ seed, from, files, threads }: Order): Promise<Report> {
  const total: Report = { files: 0, bytes: 0, ended: {}, failures: [], slowest: { index: 0, ms: 0 } };
  const shares = Array.from({ length: threads }, (_, index) => ({ seed, from: from + index, to: from + files }));
  await Promise.all(shares.map((share) => runShare({ ...share, step: threads }, total)));
  if (total.slowest.ms > FILE_LIMIT_MS) {
    total.failures.push({ index: total.slowest.index, reason: `took ${Math.round(total.slowest.ms)} ms` });
  }
  return total;
}

/** Goes on behind a file that has ended its thread. */
async function runShare(share: Omit<Share, 'at'>, total: Report): Promise<void> {
  for (let from = share.from; from < share.to;) {
    const at = new Int32Array(new SharedArrayBuffer(4)).fill(from);
    const died = await runThread({ ...share, from, at }, total);
    if (died === null) return;
    const index = Atomics.load(at, 0);
    total.failures.push({ index, reason: died });
    from = index + share.step;
  }
}

/** @returns what the thread died of, or null when it has come to its end */
async function runThread(share: Share, total: Report): Promise<string | null> {
  const thread = new Worker(new URL('./thread.ts', import.meta.url), {
    workerData: share,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  });
  thread.on('message', (report: Report) => {
    add(total, report);
  });
  const ended = once(thread, 'exit').then(
    ([code]) => (code === 0 ? null : `ended with ${String(code)}`),
    (error: unknown) => String(error),
  );
  const hung = Promise.withResolvers<string>();
  let last = -1;
  const clock = setInterval(() => {
    const now = Atomics.load(share.at, 0);
    if (now === last) hung.resolve(`hung for ${HANGS_AFTER_MS / 1_000} s`);
    last = now;
  }, HANGS_AFTER_MS);
  const died = await Promise.race([ended, hung.promise]);
  clearInterval(clock);
  await thread.terminate();
  return died;
}

function add(total: Report, { files, bytes, ended, failures, slowest }: Report): void {
  total.files += files;
  total.bytes += bytes;
  for (const [how, count] of Object.entries(ended)) total.ended[how] = (total.ended[how] ?? 0) + count;
  total.failures.push(...failures);
  if (slowest.ms > total.slowest.ms) total.slowest = slowest;
}
