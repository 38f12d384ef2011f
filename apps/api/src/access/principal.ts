import { type Endpoint, type Scope } from '@ctci/contracts';

/** Who is calling. */
export interface Principal {
  readonly kind: 'key' | 'person';
  readonly id: string;
  /** As records say it: `api-key:bootstrap`, `user:ada@example.org`. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The only groups that it reaches; null for all. */
  readonly groupIds: readonly string[] | null;
}

/** Of a request that {@link checkAccess} has let through. */
export function callerOf({ principal }: { readonly principal: Principal | null }): Principal {
  if (!principal) throw new Error('a public route has no caller');
  return principal;
}

/** Whether the caller has a scope. */
export const mayDo = ({ scopes }: Principal, scope: Scope): boolean =>
  scopes.includes('admin') || scopes.includes(scope);

/** Whether the caller may do what a route declares. Which groups it may do it to, the route asks itself. */
export function mayCall(caller: Principal, { allow, unbound }: Pick<Endpoint, 'allow' | 'unbound'>): boolean {
  if (allow === 'public') return true;
  if (unbound && caller.groupIds) return false;
  return allow === 'person' ? caller.kind === 'person' : mayDo(caller, allow);
}

/** Whether the caller may know of a group. */
export const reaches = (
  { groupIds }: Pick<Principal, 'groupIds'>,
  groupId: string | { readonly toHexString: () => string },
): boolean => groupIds?.includes(typeof groupId === 'string' ? groupId : groupId.toHexString()) ?? true;
