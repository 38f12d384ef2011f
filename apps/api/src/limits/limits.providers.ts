import { Redis } from '@ctci/platform';
import { type Provider } from '@nestjs/common';
import { type ApiConfig } from '../config.js';
import { RateLimits } from './rate-limits.js';
import { SignInLimit } from './sign-in-limit.js';
import { WrongKeyLimit } from './wrong-key-limit.js';

/** What the feature is made of. */
export const limitProviders = (config: ApiConfig): Provider[] => [
  {
    provide: RateLimits,
    inject: [Redis],
    useFactory: (redis: Redis) =>
      new RateLimits(redis, {
        prefix: config.QUEUE_PREFIX,
        key: config.RATE_LIMIT_KEY_PER_SECOND,
        person: config.RATE_LIMIT_PERSON_PER_SECOND,
      }),
  },
  {
    provide: SignInLimit,
    inject: [Redis],
    useFactory: (redis: Redis) =>
      new SignInLimit(redis, { prefix: config.QUEUE_PREFIX, perMinute: config.SIGN_IN_LIMIT_PER_MINUTE }),
  },
  {
    provide: WrongKeyLimit,
    inject: [Redis],
    useFactory: (redis: Redis) =>
      new WrongKeyLimit(redis, { prefix: config.QUEUE_PREFIX, perMinute: WRONG_KEYS_PER_MINUTE }),
  },
];

/** Of one address: more than a service shows whose key has just been revoked, and too few to keep MongoDB busy. */
const WRONG_KEYS_PER_MINUTE = 300;
