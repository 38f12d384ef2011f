import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation } from '@tanstack/react-router';
import { SignInPage } from '../access/sign-in-page.js';
import { sessionQuery } from './session.js';
import { Shell } from './shell.js';
import { Empty, Failed, Loading } from './states.js';
import { useStrings } from './strings/language.js';

/** Nobody sees more than the sign-in page and the welcome page without being signed in. */
export function App() {
  const { pathname } = useLocation();
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery);
  const { app } = useStrings();

  if (pathname === '/welcome') return <Outlet />;
  if (isPending) return <Loading />;
  if (session === undefined) return <Failed error={error} onAgain={() => void refetch()} />;
  if (session === null) return <SignInPage />;
  return (
    <Shell session={session}>
      {session.user.role === null ? <Empty title={app.noRoleTitle} text={app.noRole} /> : <Outlet />}
    </Shell>
  );
}
