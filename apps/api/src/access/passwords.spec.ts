import { expect, jest, test } from '@jest/globals';
import * as crypto from 'node:crypto';

const timingSafeEqual = jest.fn(crypto.timingSafeEqual);
jest.unstable_mockModule('node:crypto', () => ({ ...crypto, timingSafeEqual }));
const { Passwords } = await import('./passwords.js');
const passwords = new Passwords();
const kept = await passwords.hash('correct horse battery');

test.each([
  ['the right one', 'correct horse battery', kept, true],
  ['a wrong one', 'correct horse batterz', kept, false],
  ['one of nobody', 'correct horse battery', undefined, false],
])('%s is compared in constant time, whole hash with whole hash', async (_, password, phc, isRight) => {
  timingSafeEqual.mockClear();
  expect(await passwords.verify(password, phc)).toBe(isRight);
  expect(timingSafeEqual).toHaveBeenCalledTimes(1);
  const [given, known] = timingSafeEqual.mock.calls[0] ?? [];
  expect([given?.byteLength, known?.byteLength]).toEqual([32, 32]);
});

test('two hashes of one password have nothing in common', async () => {
  const [salt, hash] = kept.split('$').slice(-2);
  const [otherSalt, otherHash] = (await passwords.hash('correct horse battery')).split('$').slice(-2);
  expect([salt === otherSalt, hash === otherHash]).toEqual([false, false]);
});
