import { setTimeout as sleep } from 'node:timers/promises';

const GIVE_UP_MS = 60_000;
const AGAIN_MS = 2;

/**
 * Asks again and again, and resolves to the first answer that will do.
 *
 * @throws Error with the last answer when none has come within a minute
 */
export async function until<T>(ask: () => Promise<T>, willDo: (answer: T) => boolean): Promise<T> {
  const deadline = performance.now() + GIVE_UP_MS;
  for (;;) {
    const answer = await ask();
    if (willDo(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`still ${JSON.stringify(answer)}`);
    await sleep(AGAIN_MS);
  }
}
