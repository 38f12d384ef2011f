import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { ConfigError } from './config-error.js';
import { port, wholeNumber } from './fields.js';
import { healthEnv, mongoEnv, numberRulesEnv, redisEnv, serverEnv } from './fragments.js';
import { loadConfig } from './load-config.js';

const schema = z.object({
  ...serverEnv,
  ...mongoEnv,
  ...redisEnv,
  ...healthEnv,
  ...numberRulesEnv((code) => ['US', 'CA', 'GB'].includes(code)),
  PORT: port().default(3000),
  WORKERS: wholeNumber(1, 32).default(4),
});

function mistakes(env: NodeJS.ProcessEnv, of: z.ZodObject = schema): readonly string[] {
  try {
    loadConfig(of, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  it('has a default for everything', () => {
    expect(loadConfig(schema, {})).toEqual({
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      MONGODB_URI: 'mongodb://127.0.0.1:27017/click-to-call-in',
      REDIS_URL: 'redis://127.0.0.1:6379',
      QUEUE_PREFIX: 'ctci',
      HEALTH_PORT: 0,
      PREMIUM_RATE: 'warn',
      PORT: 3000,
      WORKERS: 4,
    });
  });

  it.each([
    ['an empty string as not set', { PORT: '', HOME_COUNTRY: '  ' }, { PORT: 3000 }],
    ['a value with spaces around it', { PORT: ' 8080 ' }, { PORT: 8080 }],
    ['the first and the last port', { PORT: '65535', HEALTH_PORT: '0' }, { PORT: 65_535, HEALTH_PORT: 0 }],
    ['a list with spaces', { ALLOWED_COUNTRIES: 'US, CA,GB' }, { ALLOWED_COUNTRIES: ['US', 'CA', 'GB'] }],
    ['other schemes', { MONGODB_URI: 'mongodb+srv://h/d', REDIS_URL: 'rediss://h' }, { REDIS_URL: 'rediss://h' }],
  ])('reads %s', (_case, env, expected) => {
    expect(loadConfig(schema, env)).toMatchObject(expected);
  });

  it.each([
    [{ PORT: 'abc' }, 'PORT: must be a whole number from 0 to 65535, is "abc"'],
    [{ PORT: '65536' }, 'PORT: must be a whole number from 0 to 65535, is "65536"'],
    [{ PORT: '-1' }, 'PORT: must be a whole number from 0 to 65535, is "-1"'],
    [{ PORT: '1e3' }, 'PORT: must be a whole number from 0 to 65535, is "1e3"'],
    [{ WORKERS: '0' }, 'WORKERS: must be a whole number from 1 to 32, is "0"'],
    [{ PREMIUM_RATE: 'no' }, 'PREMIUM_RATE: must be warn or refuse, is "no"'],
    [{ QUEUE_PREFIX: 'a:b' }, 'QUEUE_PREFIX: must be 1 to 64 letters, digits or dashes, is "a:b"'],
    [{ HOME_COUNTRY: 'usa' }, 'HOME_COUNTRY: must be the two-letter code of a country, such as US or GB, is "usa"'],
    [
      { ALLOWED_COUNTRIES: 'US;CA' },
      'ALLOWED_COUNTRIES: must be two-letter codes of countries with commas between, such as US,CA,GB, is "US;CA"',
    ],
  ])('refuses %j in one line', (env, line) => {
    expect(mistakes(env)).toEqual([line]);
  });

  it('names every mistake at once', () => {
    expect(mistakes({ PORT: 'x', LOG_LEVEL: 'loud', WORKERS: '99' })).toHaveLength(3);
  });

  it('never repeats an address, which may hold a password', () => {
    const env = { MONGODB_URI: 'postgres://me:hunter2@db', REDIS_URL: 'http://me:hunter2@cache' };
    expect(mistakes(env)).toEqual([
      'MONGODB_URI: must begin with mongodb:// or mongodb+srv://',
      'REDIS_URL: must begin with redis:// or rediss://',
    ]);
  });

  it('says what a missing variable is for', () => {
    const needy = z.object({ SESSION_KEY: z.string().describe('32 characters or more that sign sessions') });
    expect(mistakes({}, needy)).toEqual(['SESSION_KEY: must be set: 32 characters or more that sign sessions']);
  });

  it('is frozen', () => {
    const config = loadConfig(schema, { ALLOWED_COUNTRIES: 'US' });
    expect(() => config.ALLOWED_COUNTRIES?.push('CA')).toThrow(TypeError);
    expect(Object.isFrozen(config)).toBe(true);
  });
});
