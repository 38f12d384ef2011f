import { isCountry } from '@ctci/domain';
import { type Config, loadConfig, mongoEnv, numberRulesEnv, port, redisEnv, serverEnv } from '@ctci/platform';
import { z } from 'zod';

const environment = z.object({
  ...serverEnv,
  ...mongoEnv,
  ...redisEnv,
  ...numberRulesEnv(isCountry),
  PORT: port().default(3000),
  BOOTSTRAP_API_KEY: z
    .string()
    .min(32, { error: 'must have 32 characters or more' })
    .max(256, { error: 'must have 256 characters or fewer' })
    .optional(),
  DATA_DIR: z.string().default('.data'),
});

export type ApiConfig = Config<typeof environment>;

export const readConfig = (env: NodeJS.ProcessEnv): ApiConfig => loadConfig(environment, env);
