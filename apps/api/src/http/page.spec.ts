import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { fromCursor, toCursor, toPage } from './page.js';

const Position = z.strictObject({ name: z.string() });
const encoded = (text: string) => Buffer.from(text).toString('base64url');

describe('a cursor', () => {
  it.each(['', 'a', 'Ünïcode 😀 "quoted"', '\0\n', 'x'.repeat(300)])(
    'gives back the position that it was made of: %j',
    (name) => {
      const cursor = toCursor({ name });
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(fromCursor(Position, cursor)).toEqual({ name });
    },
  );

  it('is none where none is sent', () => {
    expect(fromCursor(Position, undefined)).toBeUndefined();
  });

  it.each([
    ['empty', ''],
    ['no base64', '!!!'],
    ['no JSON', encoded('{"name":')],
    ['of another list', toCursor({ dnis: '+18005550000' })],
    ['with more in it', toCursor({ name: 'a', $where: '1' })],
    ['of another type', toCursor({ name: { $gt: '' } })],
    ['a text', toCursor('a')],
    ['null', toCursor(null)],
  ])('is refused when it is %s', (_, cursor) => {
    const refusal = expect.objectContaining({
      code: 'VALIDATION_FAILED',
      errors: [expect.objectContaining({ path: 'cursor', code: 'CURSOR_UNKNOWN' })],
    });
    expect(() => fromCursor(Position, cursor)).toThrow(refusal);
  });
});

describe('a page', () => {
  const page = (things: number[], limit: number) =>
    toPage(things, limit, { positionOf: (thing) => ({ name: `after ${thing}` }), view: (thing) => thing * 10 });
  const positionOf = ({ nextCursor }: { nextCursor: string | null }) =>
    nextCursor && fromCursor(Position, nextCursor)?.name;

  it.each([
    [[], 3, [], null],
    [[1], 3, [10], null],
    [[1, 2, 3], 3, [10, 20, 30], null],
    [[1, 2, 3, 4], 3, [10, 20, 30], 'after 3'],
    [[1, 2], 1, [10], 'after 1'],
  ])('of %j, %i at most, is %j and goes on %s', (things, limit, items, next) => {
    const cut = page(things, limit);
    expect(cut.items).toEqual(items);
    expect(positionOf(cut)).toBe(next);
  });
});
