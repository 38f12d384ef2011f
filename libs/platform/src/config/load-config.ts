import { type z } from 'zod';

import { ConfigError } from './config-error.js';

/** A parsed environment, frozen all the way down. */
export type Config<S extends z.ZodObject> = Readonly<z.output<S>>;

/**
 * Reads an app's environment, once, at boot. Keys are the names of the variables, so that code, messages and docs
 * say the same word. A variable that is set to nothing counts as not set: that is what `VAR=` in a compose file means.
 *
 * @throws {ConfigError} naming every mistake
 */
export function loadConfig<S extends z.ZodObject>(schema: S, env: NodeJS.ProcessEnv): Config<S> {
  const given = setVariables(env);
  const parsed = schema.safeParse(given);
  if (parsed.success) return deepFreeze(parsed.data);

  throw new ConfigError([...new Set(parsed.error.issues.map((issue) => mistake(issue, schema, given)))]);
}

type Variables = Readonly<Record<string, string>>;

function setVariables(env: NodeJS.ProcessEnv): Variables {
  const trimmed = Object.entries(env).map(([name, value]) => [name, value?.trim() ?? ''] as const);
  return Object.fromEntries(trimmed.filter(([, value]) => value !== ''));
}

function mistake(issue: z.core.$ZodIssue, schema: z.ZodObject, given: Variables): string {
  const name = issue.path[0]?.toString();
  if (name === undefined) return issue.message;

  const value = given[name];
  if (value === undefined) {
    // A rule over several variables (a refinement) may point at one that is not set.
    if (issue.code === 'custom') return `${name}: ${issue.message}`;
    const purpose = schema.shape[name] as z.ZodType | undefined;
    return `${name}: must be set: ${purpose?.description ?? 'it has no default'}`;
  }
  return `${name}: ${issue.message}${isSecret(name) ? '' : `, is ${JSON.stringify(value)}`}`;
}

/** By name, so that nobody has to remember to mark a secret. Addresses may carry a password. */
const isSecret = (name: string) => /KEY|SECRET|PASSWORD|TOKEN|CREDENTIAL|URI|URL/.test(name);

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
