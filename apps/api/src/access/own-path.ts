/** A path of this very origin; anything else is the page's beginning. */
export function ownPath(returnTo: string): string {
  const here = 'http://here.invalid';
  if (!returnTo.startsWith('/') || !URL.canParse(returnTo, here)) return '/';
  const { origin, pathname, search, hash } = new URL(returnTo, here);
  return origin === here && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : '/';
}
