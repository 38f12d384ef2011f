import { expect, it } from '@jest/globals';
import { checkPools, type PoolSeen } from './check-pool.js';

const number = (dnis: string, state: PoolSeen['numbers'][number]['state'] = 'free') => ({ dnis, state });

it('lets pools be that have what they say', () => {
  const numbers = [number('+1'), number('+2', 'leased'), number('+3', 'cooling'), number('+4', 'draining')];
  expect(checkPools([{ groupName: 'sales', poolSize: 3, numbers }])).toEqual([]);
});

it('finds a pool that counts wrong, and a number that two pools have', () => {
  const sales = { groupName: 'sales', poolSize: 2, numbers: [number('+1')] };
  const support = { groupName: 'support', poolSize: 1, numbers: [number('+1', 'leased')] };
  expect(checkPools([sales, support])).toEqual(['sales has 1 numbers and says 2', '+1 is in sales and support']);
});
