import { describe, expect, it } from '@jest/globals';
import { etagOf, namesEtag, requireMatch } from './etag.js';

describe('an ETag', () => {
  it('is a strong one that stands in a header as it is', () => {
    expect(etagOf('id', 1)).toMatch(/^"[\w-]{22}"$/);
  });

  it('is the same for the same values, and for no others', () => {
    const all = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['1'], [1], ['a,b'], ['a', 'b']];
    expect(etagOf('ab', 'c')).toBe(etagOf('ab', 'c'));
    expect(new Set(all.map((values) => etagOf(...values))).size).toBe(all.length);
  });

  it.each([
    ['"a"', true],
    ['*', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['"b",W/"a" ,"c"', true],
    ['  "a"  ', true],
    ['a', false],
    ['"A"', false],
    ['"a', false],
    ['"b"', false],
    ['', false],
    [',', false],
    ['w/"a"', false],
  ])('is named by %j: %s', (header, isNamed) => {
    expect(namesEtag(header, '"a"')).toBe(isNamed);
  });

  it('is asked for only where the client sends one', () => {
    expect(() => {
      requireMatch(undefined, '"a"');
      requireMatch('"a"', '"a"');
    }).not.toThrow();
    expect(() => {
      requireMatch('"b"', '"a"');
    }).toThrow(expect.objectContaining({ code: 'PRECONDITION_FAILED' }));
  });
});
