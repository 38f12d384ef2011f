import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until the answer is what is waited for.
 *
 * @throws Error with the last answer when that takes longer than `withinMs`
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  isWanted: (answer: T) => boolean,
  withinMs = 20_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${JSON.stringify(answer)}`);
    await sleep(20);
  }
}
