import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { App } from './app.js';
import { Failed, Loading } from './states.js';
import { NotFound } from './not-found.js';

const root = createRootRoute({ component: App, notFoundComponent: NotFound });

/** Each page comes with its first visit. */
const page = <const Path extends string>(path: Path, load: () => Promise<{ Page: () => React.ReactNode }>) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, 'Page') });

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** Filters stand in the address, so that what is seen can be sent to somebody and is there after a reload. */
const filters =
  <const Name extends string>(...names: Name[]) =>
  (search: Record<string, unknown>) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = text(search[name]);
        return value === undefined ? [] : [[name, value]];
      }),
    ) as Partial<Record<Name, string>>;

const routes = [
  page('/', () => import('../groups/overview-page.js')),
  page('/config', () => import('../groups/config-page.js')).update({ validateSearch: filters('group') } as object),
  page('/groups/$groupId/import', () => import('../imports/upload-page.js')),
  page('/imports', () => import('../imports/imports-page.js')).update({
    validateSearch: filters('groupId', 'status'),
  } as object),
  page('/imports/$importId', () => import('../imports/import-page.js')),
  page('/call-ins', () => import('../call-ins/records-page.js')).update({
    validateSearch: filters(
      'groupName',
      'dnis',
      'state',
      'fromPhoneNumber',
      'callbackServiceId',
      'createdFrom',
      'createdTo',
    ),
  } as object),
  page('/attempts', () => import('../call-ins/attempts-page.js')).update({
    validateSearch: filters('groupName', 'dnis', 'outcome', 'reason', 'from', 'to'),
  } as object),
  page('/people', () => import('../access/people-page.js')),
  page('/keys', () => import('../access/keys-page.js')),
  page('/audit', () => import('../access/audit-page.js')).update({
    validateSearch: filters('who', 'what', 'groupId', 'from', 'to'),
  } as object),
  page('/account', () => import('../access/account-page.js')),
  page('/welcome', () => import('../access/welcome-page.js')).update({ validateSearch: filters('token') } as object),
];

export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultPreload: 'intent',
  defaultPendingComponent: Loading,
  defaultErrorComponent: ({ error, reset }) => <Failed error={error} onAgain={reset} />,
  scrollRestoration: true,
});

/** What was pressed is gone with its page: whoever has no mouse goes on where the new one begins. */
router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
  if (fromLocation && pathChanged && document.activeElement === document.body)
    document.getElementById('content')?.focus();
});
