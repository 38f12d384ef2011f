import { z } from 'zod';

import { address, oneOf, port } from './fields.js';

/*
 * What several apps read from the environment, so that each variable is judged in one place.
 * An app spreads what it needs: z.object({ ...serverEnv, ...mongoEnv, PORT: port().default(3000) }).
 */

/** HOST is loopback unless told otherwise: a service that nobody configured is not open to the network. */
export const serverEnv = {
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
};

export const mongoEnv = {
  MONGODB_URI: address('mongodb', 'mongodb+srv').default('mongodb://127.0.0.1:27017/click-to-call-in'),
};

/** QUEUE_PREFIX keeps installations apart that share a Redis; BullMQ joins its keys by colons, a cluster reads braces. */
export const redisEnv = {
  REDIS_URL: address('redis', 'rediss').default('redis://127.0.0.1:6379'),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, { error: 'must be 1 to 64 letters, digits or dashes' })
    .default('ctci'),
};

/** Where a worker, which serves nobody else, answers health requests. */
export const healthEnv = {
  HEALTH_PORT: port().default(0),
};

/**
 * Stricter rules for numbers. Not set: no home country, every country allowed.
 *
 * @param isCountry says of an ISO 3166-1 alpha-2 code whether there is such a country
 */
export const numberRulesEnv = (isCountry: (code: string) => boolean) => ({
  HOME_COUNTRY: z
    .string()
    .refine(isCountry, { error: 'must be the two-letter code of a country, such as US or GB' })
    .optional(),
  ALLOWED_COUNTRIES: z
    .string()
    .transform((text) => text.split(',').map((code) => code.trim()))
    .refine((codes) => codes.every(isCountry), {
      error: 'must be two-letter codes of countries with commas between, such as US,CA,GB',
    })
    .optional(),
  PREMIUM_RATE: oneOf(['warn', 'refuse']).default('warn'),
});
