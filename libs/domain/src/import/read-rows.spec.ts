import { describe, expect, test } from '@jest/globals';
import { readRows } from './read-rows.js';

const rows = (count: number) => '+18005550100,\n'.repeat(count);

describe('readRows', () => {
  test.each([
    ['one row', rows(1), 1],
    ['as many rows as may be', rows(10_000), 10_000],
    ['a header besides as many rows as may be', `number,description\n${rows(10_000)}`, 10_000],
  ])('reads %s', (_, text, count) => {
    const read = readRows(text);
    expect(read.ok && read.value.count).toBe(count);
    expect(read.ok && [...read.value]).toHaveLength(count);
    expect(read.ok && [...read.value]).toHaveLength(count);
  });

  test.each([
    ['one row too many, where it stands', rows(10_001), { code: 'TOO_MANY_ROWS', line: 10_001 }],
    ['a header alone', 'number,description\n', { code: 'NO_ROWS' }],
    ['commas alone', ',\n,\n', { code: 'NO_ROWS' }],
    [
      'a quote that nothing closes, where it opens',
      `${rows(2)}+18005550100,"Sales\n${rows(2)}`,
      { code: 'QUOTE_NOT_CLOSED', line: 3 },
    ],
  ])('refuses %s', (_, text, error) => {
    expect(readRows(text)).toMatchObject({ ok: false, error });
  });
});
