import { type Scope } from '@ctci/contracts';

/** Who is calling. */
export interface Principal {
  /** As records say it: `api-key:bootstrap`. */
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** Whether the caller may do what a route declares. */
export const mayDo = ({ scopes }: Principal, allow: Scope): boolean =>
  scopes.includes('admin') || scopes.includes(allow);
