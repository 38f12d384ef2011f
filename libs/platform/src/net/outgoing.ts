import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublic } from './is-public.js';

/** A call that must not be made, or an answer that must not be taken. */
export class RefusedCall extends Error {
  override readonly name = 'RefusedCall';
}

export interface OutgoingCall {
  readonly method?: string | undefined;
  readonly headers?: ConstructorParameters<typeof Headers>[0];
  readonly body?: ConstructorParameters<typeof Response>[0];
  readonly signal?: AbortSignal | null | undefined;
}

/**
 * How this service calls others, so that nobody can make it call what only it can reach. The host that the operator has
 * configured may be anywhere. Any other, such as one that its answers name, must have public addresses alone, judged at
 * the moment of connecting: a name that changes its address meanwhile gains nothing. By TLS, except where the operator
 * has configured `http:`. No redirect is followed; an answer has one mebibyte and ten seconds at most.
 *
 * @param configured URL of the operator's
 * @returns as `fetch`; rejects with {@link RefusedCall} what the rule forbids
 */
export function outgoing(configured: string): (address: string | URL, call?: OutgoingCall) => Promise<Response> {
  const own = new URL(configured);
  return async (address, call = {}) => {
    const url = new URL(address);
    const isOwn = url.hostname === own.hostname;
    const isByTls = url.protocol === 'https:';
    if (!isByTls && !(isOwn && url.protocol === own.protocol)) throw new RefusedCall(`${url.origin}: not by TLS`);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (!isOwn && isIP(host) !== 0 && !isPublic(host)) throw new RefusedCall(`${host}: not a public address`);
    const content = Buffer.from(await new Response(call.body).arrayBuffer());
    return send(url, { ...call, content }, isOwn ? {} : { lookup: lookUpPublic });
  };
}

async function send(
  url: URL,
  { method = 'GET', headers, signal, content }: OutgoingCall & { readonly content: Buffer },
  how: { readonly lookup?: LookupFunction },
): Promise<Response> {
  const request = url.protocol === 'https:' ? requestTls : requestPlain;
  const within = AbortSignal.any([AbortSignal.timeout(WITHIN_MS), ...(signal ? [signal] : [])]);
  // A connection of its own: one that is kept was judged for another call.
  const options = { ...how, method, headers: Object.fromEntries(new Headers(headers)), signal: within, agent: false };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(url, options, resolve);
    sent.on('error', reject);
    sent.end(content);
  });
  try {
    return await read(answer);
  } finally {
    answer.destroy();
  }
}

async function read(answer: IncomingMessage): Promise<Response> {
  const { statusCode: status = 502 } = answer;
  if (status >= 300 && status < 400) throw new RefusedCall('it answers with a redirect');
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > ANSWER_MAX_BYTES) throw new RefusedCall('it answers too much');
    parts.push(part);
  }
  const type = answer.headers['content-type'];
  return new Response(status === 204 ? null : Buffer.concat(parts), {
    status,
    ...(type !== undefined && { headers: { 'content-type': type } }),
  });
}

/** As `dns.lookup`, for whoever connects. A name of which one address is not public has none. */
const lookUpPublic: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, found: LookupAddress[] | undefined) => {
    const [first] = found ?? [];
    const isOpen = first !== undefined && found?.every(({ address }) => isPublic(address)) === true;
    if (error || !isOpen) callback(error ?? new RefusedCall(`${hostname}: not a public address`), '', 0);
    else if (options.all) callback(null, found);
    else callback(null, first.address, first.family);
  });
};

const WITHIN_MS = 10_000;
const ANSWER_MAX_BYTES = 1_048_576;
