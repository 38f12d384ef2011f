import { Time } from '@ctci/contracts';
import { type Position } from '@ctci/persistence';
import { z } from 'zod';

/** Where a page of records ended, as a cursor holds it. */
export const RecordPosition = z.strictObject({ at: Time, id: z.string().max(64) });

export const positionOf = (at: Date, id: string) => ({ at: at.toISOString(), id });

export const toPosition = (position: z.infer<typeof RecordPosition> | undefined): Position | undefined =>
  position && { at: new Date(position.at), id: position.id };
