import { expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Remembered } from './remembered.js';

/** Counts the look-ups of what begins with `k`. */
function counted(limits = { forMs: 40, max: 3 }) {
  const asked: string[] = [];
  const remembered = new Remembered((key) => {
    asked.push(key);
    if (key === 'broken') return Promise.reject(new Error('no database'));
    return Promise.resolve(key.startsWith('k') ? key : null);
  }, limits);
  return { asked, remembered };
}

it('looks up once what is asked for at once and again', async () => {
  const { asked, remembered } = counted();
  expect(await Promise.all([remembered.get('k1'), remembered.get('k1')])).toEqual(['k1', 'k1']);
  expect(await remembered.get('k1')).toBe('k1');
  expect(asked).toEqual(['k1']);
});

it('looks again after its time, even where it is asked without end', async () => {
  const { asked, remembered } = counted();
  const until = performance.now() + 110;
  while (performance.now() < until) {
    await remembered.get('k1');
    await sleep(5);
  }
  expect(asked.length).toBeGreaterThanOrEqual(2);
});

it('remembers neither what is not there nor what failed', async () => {
  const { asked, remembered } = counted();
  expect([await remembered.get('x'), await remembered.get('x')]).toEqual([null, null]);
  await expect(remembered.get('broken')).rejects.toThrow('no database');
  await expect(remembered.get('broken')).rejects.toThrow('no database');
  expect(asked).toEqual(['x', 'x', 'broken', 'broken']);
});

it('remembers so many and no more, the latest', async () => {
  const { asked, remembered } = counted({ forMs: 10_000, max: 3 });
  for (const key of ['k1', 'k2', 'k3', 'k4', 'k4', 'k3', 'k2', 'k1']) await remembered.get(key);
  expect(asked).toEqual(['k1', 'k2', 'k3', 'k4', 'k1']);
});
