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
});

export type ImportWorkerConfig = Config<typeof environment>;

export const readConfig = (env: NodeJS.ProcessEnv): ImportWorkerConfig => loadConfig(environment, env);
