import { z } from 'zod';
import { API_BASE, endpoint } from './endpoint.js';

const count = z.int().min(0).nullable().meta({ description: 'Connected now; null while Redis cannot be asked' });

export const Workers = z
  .strictObject({
    importWorkers: count,
    expiryWorkers: count,
  })
  .meta({ id: 'Workers' });
export type Workers = z.infer<typeof Workers>;

export const countWorkers = endpoint({
  method: 'GET',
  path: `${API_BASE}/workers`,
  summary: 'How many workers of each kind are connected',
  allow: 'read',
  answers: { 200: { description: 'The workers', schema: Workers } },
});
