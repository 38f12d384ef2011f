/** The part of a text from a trunk that may be a number, still with its separators. */
export interface TrunkAddress {
  readonly number: string;
  /** Digits of a global `phone-context` (RFC 3966, 5.1.5), such as `1` of `+1`; where the number is a local one of. */
  readonly context?: string;
}

/**
 * What a SIP header, a URI or a bare number holds, in order: `"Jo" <sip:+12025550123@gw;user=phone>, <tel:…>` holds
 * two. Display names are dropped, since anyone can write anything there; so are hosts, passwords, parameters (`;ext=`,
 * `;npdi`) and extensions (`x12`). For texts whose length is bounded.
 */
export function addressesIn(text: string): TrunkAddress[] {
  const unquoted = text.replace(QUOTED, '');
  return (unquoted.match(BRACKETED) ?? [unquoted]).map((part) => addressOf(part.replace(/[<>]/g, '').trim()));
}

function addressOf(address: string): TrunkAddress {
  const scheme = SCHEME.exec(address)?.[0] ?? '';
  const rest = address.slice(scheme.length);
  const [user = '', host] = rest.split('@', 2);
  if (/^sip/i.test(scheme) && host === undefined && rest.includes('.')) return { number: '' }; // a host alone

  const [subscriber = ''] = user.split(/[;:?]/, 1);
  const [number = ''] = unescaped(subscriber).split(EXTENSION, 1);
  const context = CONTEXT.exec(rest)?.[1]?.replace(/[^0-9]/g, '');
  return context ? { number, context } : { number };
}

const unescaped = (text: string): string =>
  text.replace(/%([2-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

const QUOTED = /"(?:[^"\\]|\\.)*"/gs;
const BRACKETED = /<[^<>]*>/g;
const SCHEME = /^(?:tel|sips?):(?:\/\/)?/i;
const EXTENSION = /e?x|[,;]/i;
const CONTEXT = /;phone-context=(?:\+|%2B)([0-9.()-]+)/i;
