import { err, ok, type Result } from '../result.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** `JSON_RESERVED_KEY`: somewhere inside is a key that {@link isReservedKey}. */
export type JsonCode = 'JSON_RESERVED_KEY' | 'JSON_TOO_DEEP' | 'JSON_IMPOSSIBLE';

/**
 * A copy of a value that JSON can hold: lists, plain objects and scalars alone, each text well-formed Unicode (half a
 * surrogate pair becomes U+FFFD). A function, NaN, `undefined`, a date or any other instance is refused, not bent.
 *
 * @param depth how many lists and objects may stand within each other; also what ends a cycle
 */
export function asJson(value: unknown, depth: number): Result<Json, JsonCode> {
  if (typeof value === 'string') return ok(value.toWellFormed());
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return ok(value as Json);
  if (!Array.isArray(value) && !isPlainObject(value)) return err('JSON_IMPOSSIBLE');
  if (depth === 0) return err('JSON_TOO_DEEP');
  return Array.isArray(value) ? listOf(value, depth - 1) : objectOf(value, depth - 1);
}

/**
 * True for a key that would not come back as it went in: those that reach an object's prototype, the one that
 * MongoDB's driver takes for a type of its own, and any with NUL, which BSON cannot hold.
 */
export const isReservedKey = (key: string): boolean => RESERVED.has(key) || key.includes('\0');

export const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Another realm's plain object has another prototype, which is a root as well.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

function listOf(values: readonly unknown[], depth: number): Result<Json, JsonCode> {
  const list: Json[] = [];
  for (const value of values) {
    const item = asJson(value, depth);
    if (!item.ok) return item;
    list.push(item.value);
  }
  return ok(list);
}

function objectOf(object: Readonly<Record<string, unknown>>, depth: number): Result<Json, JsonCode> {
  const entries: [string, Json][] = [];
  for (const [key, value] of Object.entries(object)) {
    if (isReservedKey(key)) return err('JSON_RESERVED_KEY');
    const field = asJson(value, depth);
    if (!field.ok) return field;
    entries.push([key.toWellFormed(), field.value]);
  }
  return ok(Object.fromEntries(entries));
}

const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype', '_bsontype']);
