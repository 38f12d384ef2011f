import { z } from 'zod';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 1_000;

/** A whole number from 1 on, as a query may give it. */
export const countQuery = (max: number, preset: number) =>
  z
    .string()
    .regex(/^[0-9]{1,4}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(max))
    .default(preset)
    .meta({ type: 'integer', minimum: 1, maximum: max, default: preset });

/** The two query parameters that every list takes. */
export const pageQuery = {
  limit: countQuery(LIMIT_MAX, LIMIT_DEFAULT),
  cursor: z.string().max(512).optional().meta({ description: '`nextCursor` of the page before' }),
};

/** One page of a list; `nextCursor` is null on the last. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });

/** An id as this API makes them. */
export const Id = z.string().regex(/^[0-9a-f]{24}$/, 'is not an id of this API');

/** ISO 8601, UTC, milliseconds. */
export const Time = z.iso.datetime({ precision: 3 });

/** A point in time as a query may give it. */
export const timeQuery = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .meta({ type: 'string', format: 'date-time' });
