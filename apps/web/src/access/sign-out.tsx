import { Menu } from '@mantine/core';
import { send } from '../app/api.js';
import { queryClient } from '../app/query-client.js';
import { sessionKey } from '../app/session.js';
import { useStrings } from '../app/strings/language.js';

export function SignOut() {
  const { app } = useStrings();
  return <Menu.Item onClick={() => void signOut('/session')}>{app.nav.signOut}</Menu.Item>;
}

/** Nothing that was read stays in the page for whoever signs in next. */
export async function signOut(path: '/session' | '/session/all'): Promise<void> {
  await send('DELETE', path);
  queryClient.setQueryData(sessionKey, null);
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
}
