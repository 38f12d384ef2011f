import { type Config, healthEnv, loadConfig, mongoEnv, redisEnv, serverEnv } from '@ctci/platform';
import { z } from 'zod';

const environment = z.object({ ...serverEnv, ...mongoEnv, ...redisEnv, ...healthEnv });

export type ExpiryWorkerConfig = Config<typeof environment>;

export const readConfig = (env: NodeJS.ProcessEnv): ExpiryWorkerConfig => loadConfig(environment, env);
