import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Batcher } from './batcher.js';

/** Doubles numbers, slowly, and remembers which came together. */
function doubler() {
  const batches: number[][] = [];
  const batcher = new Batcher(async (numbers: readonly number[]) => {
    batches.push([...numbers]);
    await sleep(20);
    if (numbers.includes(13)) throw new Error('unlucky');
    return numbers.map((number) => 2 * number);
  });
  return { batches, batcher };
}

describe('a batcher', () => {
  it('answers everybody, in one batch those who ask at the same time', async () => {
    const { batches, batcher } = doubler();

    expect(await Promise.all([1, 2, 3].map((number) => batcher.ask(number)))).toEqual([2, 4, 6]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('lets whoever comes while two are under way wait for the next: no answer is older than its question', async () => {
    const { batches, batcher } = doubler();
    const first = batcher.ask(1);
    while (batches.length === 0) await sleep(1);
    const second = batcher.ask(2);
    while (batches.length === 1) await sleep(1);

    expect(await Promise.all([first, second, batcher.ask(3), batcher.ask(4)])).toEqual([2, 4, 6, 8]);
    expect(batches).toEqual([[1], [2], [3, 4]]);
  });

  it('fails a batch as a whole, and goes on', async () => {
    const { batches, batcher } = doubler();
    const unlucky = [12, 13].map((number) => batcher.ask(number));
    while (batches.length === 0) await sleep(1);
    const next = batcher.ask(14);

    const settled = await Promise.allSettled(unlucky);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await next).toBe(28);
    expect(await batcher.ask(15)).toBe(30);
  });

  it('takes no more than a hundred at once', async () => {
    const { batches, batcher } = doubler();

    await Promise.all(Array.from({ length: 250 }, (_, index) => batcher.ask(1_000 + index)));

    expect(batches.map(({ length }) => length)).toEqual([100, 100, 50]);
  });
});
