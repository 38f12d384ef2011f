import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CompatibleRequest,
  createCompatibleCallIn,
  httpStatusOf,
  STATUS_CODES,
  statusCodeOf,
} from './compatible-route.js';
import { type ProblemCode, PROBLEMS } from './problem.js';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const { SUCCESSFUL, ...refusals } = STATUS_CODES;

describe('the status codes of the compatible route', () => {
  it('are each published, with their HTTP status, as the documentation says', () => {
    const text = readFileSync(join(root, 'docs', 'compatible-route.md'), 'utf8');
    const published = [...text.matchAll(/^\| (\d+) +\| (\d+) +\| `(\w+)` +\| (.+?) +\|$/gm)].map(([, ...row]) => row);
    const expected = Object.entries(refusals).map(([name, code]) => [
      ...[String(code), String(httpStatusOf(code)), name, PROBLEMS[name as ProblemCode][1]],
    ]);
    expect(published).toEqual([['0', '200', 'SUCCESSFUL', expect.any(String)], ...expected]);
  });

  it('are one for each name, and hold the HTTP status that the API has, 400 for what is not valid', () => {
    expect(new Set(Object.values(STATUS_CODES)).size).toBe(Object.keys(STATUS_CODES).length);
    for (const [name, code] of Object.entries(refusals)) {
      const ours = PROBLEMS[name as ProblemCode][0];
      expect(httpStatusOf(code)).toBe(ours === 422 ? 400 : ours);
    }
    expect(SUCCESSFUL).toBe(0);
  });

  it('name all that the route declares, and any other by its HTTP status alone', () => {
    expect(Object.keys(STATUS_CODES)).toEqual(expect.arrayContaining([...createCompatibleCallIn.problems]));
    expect(statusCodeOf('GROUP_NOT_FOUND')).toBe(40_402);
    expect(statusCodeOf('LAST_NUMBER')).toBe(40_900);
  });
});

describe('a request of the compatible route', () => {
  it('needs a group only, and may have more than is known', () => {
    for (const request of [
      { groupName: 'a' },
      { groupName: 'a', fromPhoneNumber: null, userData: null, callbackServiceId: null },
      { groupName: 'a', userData: '{"a":1}', priority: 5, _id: 'x' },
    ]) {
      expect(CompatibleRequest.parse(request)).toEqual(request);
    }
  });

  it.each([
    {},
    { groupName: null },
    { groupName: ['a'] },
    { groupName: 'a', fromPhoneNumber: 12_025_550_123 },
    { groupName: 'a', fromPhoneNumber: 'x'.repeat(129) },
    { groupName: 'a', callbackServiceId: 'x' },
    { groupName: 'a', callbackServiceId: '' },
    null,
    [],
    'a',
  ])('is refused: %j', (request) => {
    expect(CompatibleRequest.safeParse(request).success).toBe(false);
  });
});
