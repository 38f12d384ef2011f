import { isDeepStrictEqual } from 'node:util';
import { type AuditFacts } from './audit.schema.js';

/** Of a thing before and after a change, what the change was about. */
export function changedFacts(before: object, after: object): { before: AuditFacts; after: AuditFacts } {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  const changed = names.filter((name) => !isDeepStrictEqual(old.get(name), now.get(name)));
  const of = (facts: Map<string, unknown>) =>
    Object.fromEntries(changed.map((name) => [name, facts.get(name) ?? null]));
  return { before: of(old), after: of(now) };
}
