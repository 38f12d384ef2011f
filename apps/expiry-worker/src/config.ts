import { type Config, healthEnv, loadConfig, mongoEnv, redisEnv, serverEnv, wholeNumber } from '@ctci/platform';
import { z } from 'zod';

const environment = z.object({
  ...serverEnv,
  ...mongoEnv,
  ...redisEnv,
  ...healthEnv,
  /** Call-ins and attempts. */
  RETENTION_RECORDS_DAYS: wholeNumber(1, 3_650).default(90),
  /** Files of imports and row errors. */
  RETENTION_IMPORT_FILES_DAYS: wholeNumber(1, 3_650).default(30),
  RETENTION_AUDIT_DAYS: wholeNumber(1, 3_650).default(400),
});

export type ExpiryWorkerConfig = Config<typeof environment>;

export const readConfig = (env: NodeJS.ProcessEnv): ExpiryWorkerConfig => loadConfig(environment, env);
