import { z } from 'zod';
import { API_BASE, endpoint } from './endpoint.js';
import { countQuery, Id, Time } from './page.js';

const count = z.int().min(0);

export const UseMinute = z
  .strictObject({
    at: Time.meta({ description: 'When the minute began' }),
    poolSize: count,
    inUse: count.meta({ description: 'The most numbers that were seen held at once' }),
    refused: z
      .strictObject({ POOL_EXHAUSTED: count, TOO_MANY_LIVE_CALL_INS: count })
      .meta({ description: 'Creates that were refused, by code; best effort' }),
  })
  .meta({ id: 'UseMinute' });
export type UseMinute = z.infer<typeof UseMinute>;

export const UseQuery = z.strictObject({ minutes: countQuery(1_440, 60) });
export type UseQuery = z.infer<typeof UseQuery>;

export const getGroupUse = endpoint({
  method: 'GET',
  path: `${API_BASE}/groups/:groupId/use`,
  summary: "How a group's pool was used, minute by minute, and what was refused",
  allow: 'read',
  params: z.strictObject({ groupId: Id }),
  query: UseQuery,
  answers: {
    200: {
      description: 'The minutes of which anything is known, the oldest first',
      schema: z.strictObject({ items: z.array(UseMinute) }),
    },
  },
  problems: ['GROUP_NOT_FOUND'],
});
