import { type FieldProblem, type Problem } from '@ctci/contracts';

/** The API has said no, in its own words. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    /** What to do about it; English. */
    readonly detail: string,
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(`${code}: ${detail}`);
  }
}

/** No answer: the network or the API is away. Whatever was asked may be asked again. */
export class Unreachable extends Error {}

export interface Answer<Body> {
  readonly body: Body;
  readonly etag: string | null;
}

/** For `ifMatch`: fits nothing, because what is to be changed is no longer as it was shown. */
export const CHANGED_SINCE = '"changed-since"';

interface Sent {
  readonly body?: object;
  readonly ifMatch?: string | null;
  /** Of whatever creates something: sending it again has no second effect. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** @throws Refusal, Unreachable */
export async function send<Body>(method: Method, path: string, sent: Sent = {}): Promise<Answer<Body>> {
  const response = await reach(`/api/v1${path}`, {
    method,
    headers: headersOf(sent),
    credentials: 'same-origin',
    ...(sent.body !== undefined && { body: sent.body instanceof FormData ? sent.body : JSON.stringify(sent.body) }),
    ...(sent.signal && { signal: sent.signal }),
  });
  if (!response.ok) throw await refusalOf(response);
  const text = await response.text();
  return { body: (text === '' ? undefined : JSON.parse(text)) as Body, etag: response.headers.get('etag') };
}

/** @throws Refusal, Unreachable */
export const read = async <Body>(path: string, signal?: AbortSignal): Promise<Body> =>
  (await send<Body>('GET', path, signal ? { signal } : {})).body;

/** A page of a list, and where the next one is. */
export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/** @throws Refusal, Unreachable */
export async function readAll<Item>(path: string, signal?: AbortSignal): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Page<Item> = await read(`${path}${query({ limit: 1000, cursor }, path.includes('?'))}`, signal);
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

/** `?a=1&b=2` of what has a value; nothing where nothing has. */
export function query(values: Record<string, string | number | boolean | null | undefined>, isMore = false): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '');
  if (given.length === 0) return '';
  return (isMore ? '&' : '?') + new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

function headersOf({ body, ifMatch, idempotencyKey }: Sent): Record<string, string> {
  return {
    accept: 'application/json',
    ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
    ...(ifMatch && { 'if-match': ifMatch }),
    ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
  };
}

async function reach(url: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Unreachable('no answer', { cause: error });
  }
}

async function refusalOf(response: Response): Promise<Error> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  if (typeof problem.code !== 'string') return new Unreachable(`status ${response.status}`);
  return new Refusal(response.status, problem.code, problem.detail ?? '', problem.errors);
}
