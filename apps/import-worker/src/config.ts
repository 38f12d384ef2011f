import { isCountry } from '@ctci/domain';
import {
  type Config,
  healthEnv,
  loadConfig,
  mongoEnv,
  numberRulesEnv,
  redisEnv,
  serverEnv,
  wholeNumber,
} from '@ctci/platform';
import { z } from 'zod';

const environment = z.object({
  ...serverEnv,
  ...mongoEnv,
  ...redisEnv,
  ...healthEnv,
  ...numberRulesEnv(isCountry),
  /** Imports that one process runs at once. */
  IMPORT_CONCURRENCY: wholeNumber(1, 32).default(4),
  /** Rows that are checked here while MongoDB looks up those before them. */
  IMPORT_BATCH_ROWS: wholeNumber(50, 10_000).default(1_000),
});

export type ImportWorkerConfig = Config<typeof environment>;

export const readConfig = (env: NodeJS.ProcessEnv): ImportWorkerConfig => loadConfig(environment, env);
