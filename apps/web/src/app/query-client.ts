import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Refusal, Unreachable } from './api.js';
import { sessionKey } from './session.js';

/** Whoever is signed out meanwhile, elsewhere or by time, sees the sign-in page at once. */
function noticeSignOut(error: unknown): void {
  if (error instanceof Refusal && error.code === 'UNAUTHENTICATED') queryClient.setQueryData(sessionKey, null);
}

const isTooOften = (error: unknown): boolean => error instanceof Refusal && error.code === 'RATE_LIMITED';

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignOut }),
  mutationCache: new MutationCache({ onError: noticeSignOut }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      networkMode: 'always',
      // An API that is away comes back, and the second of a limit ends; what else was refused will be refused again.
      retry: (count, error) => (error instanceof Unreachable || isTooOften(error)) && count < 3,
      retryDelay: (count) => Math.min(500 * 2 ** count, 4_000),
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
