import { type Scope } from '@ctci/contracts';

/** Who is calling. */
export interface Principal {
  /** As records say it: `api-key:bootstrap`. */
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** Of a request that {@link checkAccess} has let through. */
export function callerOf({ principal }: { readonly principal: Principal | null }): Principal {
  if (!principal) throw new Error('a public route has no caller');
  return principal;
}

/** Whether the caller may do what a route declares. */
export const mayDo = ({ scopes }: Principal, allow: Scope): boolean =>
  scopes.includes('admin') || scopes.includes(allow);
