import { setTimeout as sleep } from 'node:timers/promises';

const AGAIN_MS = 20;

/**
 * Asks until the answer will do.
 *
 * @returns the milliseconds it took
 * @throws Error with the last answer when it has not come within the limit
 */
export async function within<T>(
  limitMs: number,
  ask: () => Promise<T>,
  willDo: (answer: T) => boolean,
): Promise<{ answer: T; tookMs: number }> {
  const from = performance.now();
  for (;;) {
    const answer = await ask();
    const tookMs = performance.now() - from;
    if (willDo(answer)) return { answer, tookMs };
    if (tookMs > limitMs) throw new Error(`after ${Math.round(limitMs)} ms still ${JSON.stringify(answer)}`);
    await sleep(AGAIN_MS);
  }
}
