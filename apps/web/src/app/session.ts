import { type Scope, type Session } from '@ctci/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { read, Refusal } from './api.js';

export const sessionKey = ['session'] as const;

/** Who is signed in; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await read<Session>('/session', signal);
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

/** Of somebody who is signed in; every page but the first is shown to nobody else. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('nobody is signed in');
  return data;
}

export const allows = ({ scopes }: Session, scope: Scope): boolean =>
  scopes.includes('admin') || scopes.includes(scope);

/** Whether this person may change anything; the API holds to it, the page only shows it. */
export const useMayWrite = (): boolean => allows(useSession(), 'admin');
