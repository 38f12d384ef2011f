import { GUESS_LIMITS, isCountry } from '@ctci/domain';
import {
  type Config,
  loadConfig,
  mongoEnv,
  numberRulesEnv,
  port,
  redisEnv,
  serverEnv,
  wholeNumber,
} from '@ctci/platform';
import { z } from 'zod';
import { openIdEnv, openIdMistake, origin, proxies } from './config-fields.js';

const environment = z
  .object({
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
    /** Of a number's access codes, how many may live at once. */
    CODE_SPACE_PERCENT: wholeNumber(1, 100).default(10),
    /** Wrong codes that are borne within a window. */
    GUESS_WINDOW_SECONDS: wholeNumber(1, 86_400).default(GUESS_LIMITS.windowSeconds),
    GUESSES_PER_CALLER: wholeNumber(1, 1_000).default(GUESS_LIMITS.ofCaller),
    GUESSES_PER_DNIS: wholeNumber(1, 100_000).default(GUESS_LIMITS.onDnis),
    GUESSES_PER_DNIS_PERCENT: wholeNumber(0, 100).default(GUESS_LIMITS.onDnisPercent),
    DATA_DIR: z.string().default('.data'),
    ...openIdEnv,
    /** Where browsers reach this installation. */
    PUBLIC_URL: origin().optional(),
    TRUST_PROXY: proxies().default(false),
  })
  .superRefine((env, context) => {
    const mistake = openIdMistake(env);
    if (mistake) context.addIssue({ code: 'custom', ...mistake });
  });

export type ApiConfig = Config<typeof environment>;

export const readConfig = (env: NodeJS.ProcessEnv): ApiConfig => loadConfig(environment, env);
