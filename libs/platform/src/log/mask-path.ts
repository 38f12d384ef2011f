/**
 * A request's path as it may be logged: no query, and of a phone number only its last four digits.
 * Ids (UUID, 24 hexadecimal digits) stay whole, so that a log can be searched for them.
 */
export function maskPath(url: string): string {
  const [path = ''] = url.split(/[?#]/, 1);
  return decoded(path).split('/').map(maskSegment).join('/');
}

const maskSegment = (segment: string) => (ID.test(segment) ? segment : segment.replace(LONG_DIGITS, '***$1'));

const LONG_DIGITS = /\d+(\d{4})/g;
const ID = /^([0-9a-f]{24}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** Digits may come percent-encoded. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
