/** What a person may be to an installation, the mightiest first. */
export const ROLES = ['administrator', 'supervisor', 'developer', 'monitor'] as const;
export type Role = (typeof ROLES)[number];

/** As people say it. */
export const ROLE_LABELS: Readonly<Record<Role, string>> = {
  administrator: 'Callback Administrator',
  developer: 'Callback Developer',
  supervisor: 'Supervisor',
  monitor: 'Monitor',
};

/**
 * The mightiest role that a claim of an OpenID Connect provider gives: a text or a list of texts, of which those count
 * that are a role, its label, or one of the names that the installation gave it. Case and outer spaces do not matter.
 *
 * @param names by what the provider calls it
 * @returns null where nothing in it is a role
 */
export function roleOfClaim(claim: unknown, names: ReadonlyMap<string, Role> = new Map()): Role | null {
  const told = (Array.isArray(claim) ? claim : [claim]).filter((one) => typeof one === 'string').map(comparable);
  const given = new Set(told.map((text) => NAMES.get(text) ?? byName(names).get(text)));
  return ROLES.find((role) => given.has(role)) ?? null;
}

const comparable = (text: string) => text.trim().toLowerCase();

const byName = (names: ReadonlyMap<string, Role>) =>
  new Map([...names].map(([name, role]) => [comparable(name), role] as const));

const NAMES: ReadonlyMap<string, Role> = new Map(
  ROLES.flatMap((role) => [role, comparable(ROLE_LABELS[role])].map((name) => [name, role] as const)),
);
