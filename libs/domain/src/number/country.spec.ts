import { expect, test } from '@jest/globals';
import { isCountry } from './country.js';

test.each([
  ['US', true],
  ['GB', true],
  ['UK', false],
  ['us', false],
  ['ZZ', false],
  ['', false],
  ['constructor', false],
])('%j is a country: %j', (code, expected) => {
  expect(isCountry(code)).toBe(expected);
});
