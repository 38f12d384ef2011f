import { type Group, type Import, type NewGroup, type Problem, type RowErrorPage } from '@ctci/contracts';

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Speaks to a running API over HTTP as any program would: JSON in, JSON out, nothing thrown for a refusal. */
export class ApiClient {
  constructor(
    /** Origin, without a slash at the end. */
    readonly url: string,
    /** Empty for none. */
    readonly apiKey: string,
  ) {}

  /** @param body sent as JSON; a string or FormData is sent as it is */
  async send<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const isRaw = typeof body === 'string' || body instanceof FormData || body instanceof Uint8Array;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.apiKey && { 'x-api-key': this.apiKey }),
        ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: isRaw ? (body as string | FormData | Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
  }

  get<Body>(path: string, headers?: Record<string, string>): Promise<Answer<Body>> {
    return this.send<Body>('GET', path, undefined, headers);
  }

  /** @throws when the group is not made */
  async createGroup(group: NewGroup): Promise<Group> {
    return expecting(201, await this.send<Group>('POST', '/api/v1/groups', group));
  }

  /** Uploads CSV text as a browser would. */
  upload(
    groupId: string,
    csv: string | Uint8Array<ArrayBuffer>,
    query = '',
    headers: Record<string, string> = {},
  ): Promise<Answer<Import & Problem>> {
    const form = new FormData();
    form.append('file', new Blob([csv], { type: 'text/csv' }), 'numbers.csv');
    return this.send('POST', `/api/v1/groups/${groupId}/imports${query}`, form, headers);
  }

  /** @throws when the file is not accepted */
  async startImport(groupId: string, csv: string, query = ''): Promise<Import> {
    return expecting(202, await this.upload(groupId, csv, query));
  }

  async getImport(importId: string): Promise<Import> {
    return expecting(200, await this.get<Import>(`/api/v1/imports/${importId}`));
  }

  /** Every row error of the present round, page by page. */
  async allRowErrors(importId: string, limit = 1_000): Promise<RowErrorPage['items']> {
    const items: RowErrorPage['items'] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query = `limit=${limit}${cursor && `&cursor=${cursor}`}`;
      const page: RowErrorPage = expecting(200, await this.get(`/api/v1/imports/${importId}/errors?${query}`));
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }
}

function expecting<Body>(status: number, answer: Answer<Body>): Body {
  if (answer.status === status) return answer.body;
  throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
}
