import { expect, it } from '@jest/globals';
import { ownPath } from './own-path.js';

it.each([
  ['/', '/'],
  ['/groups/1?tab=numbers#top', '/groups/1?tab=numbers#top'],
  ['', '/'],
  ['groups', '/'],
  ['//evil.example', '/'],
  ['///evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/.//evil.example', '/'],
  ['/..//evil.example', '/'],
  ['/a/..//evil.example/b', '/'],
  ['https://evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  ['/a\r\nset-cookie: x=1', '/aset-cookie:%20x=1'],
])('after a sign-in, %j leads to %s', (returnTo, path) => {
  expect(ownPath(returnTo)).toBe(path);
});
