import { type z } from 'zod';
import { invalid, type ProblemError } from './problem-error.js';

/** Hides where a page ended behind an opaque text. */
export const toCursor = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/**
 * The position that a cursor of ours holds.
 *
 * @throws ProblemError for a cursor that this API has not made
 */
export function fromCursor<Position>(schema: z.ZodType<Position>, cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw cursorUnknown('Send nextCursor of the page before, unchanged.');
  }
}

export const cursorUnknown = (message: string): ProblemError =>
  invalid([{ path: 'cursor', code: 'CURSOR_UNKNOWN', message }]);

/**
 * Cuts a page out of `limit + 1` things read, of which the last only tells that there is more.
 *
 * @param positionOf what the next page must begin after
 */
export function toPage<Thing, Item>(
  things: readonly Thing[],
  limit: number,
  { positionOf, view }: { positionOf: (thing: Thing) => unknown; view: (thing: Thing) => Item },
): { items: Item[]; nextCursor: string | null } {
  const items = things.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = last !== undefined && things.length > limit ? toCursor(positionOf(last)) : null;
  return { items: items.map(view), nextCursor };
}
